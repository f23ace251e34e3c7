/**
 * Drafts of costs: what commands come to before it is written, on the records that it needs.
 *
 * @module
 */
import { Array, Effect, HashMap, Option } from "effect"

import type { TransactionShape } from "../../store/Transaction.ts"
import * as CostBook from "./CostBook.ts"
import type { CostCommand } from "./CostCommand.ts"
import type { CostEvent, EventOf } from "./CostEvent.ts"
import type * as CostLayer from "./CostLayer.ts"
import {
  departureId,
  Departures,
  Heads,
  issueKey,
  Issues,
  layerId,
  Layers,
  type Sale,
  serialId,
  SerialLayers,
} from "./CostRecords.ts"
import type { CostNeeded } from "./CostRefusal.ts"

/**
 * What commands come to before any of it is written: it is written as a whole, or dropped. A program
 * makes one of its own each time that it runs.
 */
export interface Draft {
  /** The books as the records tell them, each with what was loaded so far. */
  readonly stored: Map<string, CostBook.CostBook>
  /** The same books after what was decided. */
  readonly books: Map<string, CostBook.CostBook>
  readonly events: Array<CostEvent>
  /** What was sold by holds, where that changed. */
  readonly sales: Map<string, Sale>
}

/** A draft in which nothing is decided. */
export const drafting = (): Draft => ({
  stored: new Map(),
  books: new Map(),
  events: [],
  sales: new Map(),
})

/** The book of a scope, with at least its head, where there is one. */
export const bookOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  draft: Draft,
  scope: string,
): Effect.fn.Return<Option.Option<CostBook.CostBook>> {
  const known = draft.books.get(scope)
  if (known !== undefined) return Option.some(known)
  const head = yield* tx.get(Heads, scope)
  return Option.map(head, (found) => {
    const book = CostBook.of(found)
    draft.stored.set(scope, book)
    draft.books.set(scope, book)
    return book
  })
})

/** Opens a scope, which there must not be. */
export const open = (draft: Draft, scope: Omit<EventOf<"Opened">, "_tag">): CostBook.CostBook => {
  const book = CostBook.empty(scope)
  draft.books.set(scope.scope, book)
  draft.events.push({ _tag: "Opened", ...scope })
  return book
}

/** The book of a scope that was read before. */
export const known = (draft: Draft, scope: string): CostBook.CostBook => {
  const book = draft.books.get(scope)
  if (book === undefined) throw new Error(`no book of ${scope} was read`)
  return book
}

const include = (
  draft: Draft,
  scope: string,
  layers: ReadonlyArray<CostLayer.CostLayer>,
  issues: ReadonlyArray<CostBook.Issue>,
): void => {
  for (const books of [draft.stored, draft.books]) {
    const book = books.get(scope)
    if (book !== undefined) books.set(scope, CostBook.including(book, layers, issues))
  }
}

/** Reads the issue and the serials that a command names. */
export const loadNamed = Effect.fnUntraced(function* (
  tx: TransactionShape,
  draft: Draft,
  command: CostCommand,
): Effect.fn.Return<void> {
  const { scope } = command
  // Issues of what moves on shelves are numbered, and a new one is there for sure not yet.
  const isNumbered = command._tag === "Issue" && known(draft, scope).head.follows !== undefined
  if ("issueId" in command && !isNumbered) yield* loadIssues(tx, draft, scope, [command.issueId])
  const book = known(draft, scope)
  if (book.head.method !== "Specific") return
  const serials = serialsOf(book, command)
  const units = yield* tx.getAll(
    SerialLayers,
    serials.map((serial) => serialId({ scope, serial })),
  )
  yield* loadLayers(
    tx,
    draft,
    scope,
    Array.getSomes(units).map(({ layer }) => layer),
  )
})

const serialsOf = (book: CostBook.CostBook, command: CostCommand): ReadonlyArray<string> => {
  switch (command._tag) {
    case "Receive":
      return command.lots.flatMap(({ serial }) => (serial === undefined ? [] : [serial]))
    case "Issue":
      return command.serials ?? []
    case "Return": {
      const out = Option.match(CostBook.issue(book, command.issueId), {
        onNone: () => [],
        onSome: (issue) => issue.out,
      })
      return out.flatMap(({ serial }) => (serial === undefined ? [] : [serial]))
    }
    case "Correct":
      return []
    case "Revalue":
      return command.serial === undefined ? [] : [command.serial]
  }
}

/** An issue of a scope, where there is one. */
export const issueOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  draft: Draft,
  { scope, issueId }: Pick<CostBook.Issue, "scope" | "issueId">,
): Effect.fn.Return<Option.Option<CostBook.Issue>> {
  if (Option.isNone(yield* bookOf(tx, draft, scope))) return Option.none()
  yield* loadIssues(tx, draft, scope, [issueId])
  return CostBook.issue(known(draft, scope), issueId)
})

/** A layer of a scope, where there is one. */
export const layerOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  draft: Draft,
  { scope, layer }: Pick<CostLayer.CostLayer, "scope" | "layer">,
): Effect.fn.Return<Option.Option<CostLayer.CostLayer>> {
  const book = Option.getOrUndefined(yield* bookOf(tx, draft, scope))
  if (book === undefined || layer >= book.head.tail) return Option.none()
  yield* loadLayers(tx, draft, scope, [layer])
  return CostBook.layer(known(draft, scope), layer)
})

const loadIssues = Effect.fnUntraced(function* (
  tx: TransactionShape,
  draft: Draft,
  scope: string,
  issueIds: ReadonlyArray<string>,
): Effect.fn.Return<void> {
  const { issues } = known(draft, scope)
  const ids = issueIds.filter((issueId) => !HashMap.has(issues, issueId))
  const found = yield* tx.getAll(
    Issues,
    ids.map((issueId) => issueKey({ scope, issueId })),
  )
  include(draft, scope, [], Array.getSomes(found))
})

/** Reads layers that the draft does not know yet. */
const loadLayers = Effect.fnUntraced(function* (
  tx: TransactionShape,
  draft: Draft,
  scope: string,
  numbers: ReadonlyArray<number>,
): Effect.fn.Return<void> {
  const { layers } = known(draft, scope)
  const ids = numbers.flatMap((layer) =>
    HashMap.has(layers, layer) ? [] : [layerId({ scope, layer })],
  )
  const found = Array.getSomes(yield* tx.getAll(Layers, ids))
  if (found.length < ids.length) return yield* lost(scope, "layers")
  include(draft, scope, found, [])
})

/** What a head counts is there, unless somebody removed it behind our back. */
const lost = (scope: string, what: string): Effect.Effect<never> =>
  Effect.die(new Error(`the cost scope ${scope} has lost some of its ${what}`))

/** Layers that are read at first for units on hand: mostly the oldest one has enough. */
const fewLayers = 4
/** Records that are read at once. */
const atOnce = 512

/** Reads what a decision asks for; each round in vain reads more layers at once. */
export const load = Effect.fnUntraced(function* (
  tx: TransactionShape,
  draft: Draft,
  { head, layers }: CostBook.CostBook,
  needed: CostNeeded,
  round: number,
): Effect.fn.Return<void> {
  const { scope } = head
  switch (needed._tag) {
    case "Layer":
      return yield* loadLayers(tx, draft, scope, [needed.layer])
    case "Front": {
      const many = Math.min(atOnce, fewLayers << Math.min(round, 16))
      const unknown: Array<number> = []
      for (const number of CostBook.front(head)) {
        if (unknown.length === many) break
        if (!HashMap.has(layers, number)) unknown.push(number)
      }
      return yield* loadLayers(tx, draft, scope, unknown)
    }
    case "Departures": {
      const numbers = Array.makeBy(head.departures - needed.from, (at) => needed.from + at)
      for (const some of Array.chunksOf(numbers, atOnce)) {
        const departures = yield* tx.getAll(
          Departures,
          some.map((departure) => departureId({ scope, departure })),
        )
        const ids = Array.getSomes(departures).map(({ issueId }) => issueId)
        yield* loadIssues(tx, draft, scope, ids)
        if (
          ids.length < some.length ||
          ids.some((id) => !HashMap.has(known(draft, scope).issues, id))
        )
          return yield* lost(scope, "issues")
      }
    }
  }
})
