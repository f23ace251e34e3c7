/**
 * The decisions on what stock costs: given the book and a command, the events or the refusal. Pure.
 *
 * @module
 */
import { HashMap, Option, Result } from "effect"

import * as Quantity from "../../kernel/Quantity.ts"
import * as CostBook from "./CostBook.ts"
import type { CommandOf, CostCommand, Lot } from "./CostCommand.ts"
import { correct } from "./CostCorrection.ts"
import type { CostEvent, EventOf, NewLayer, Part, Units } from "./CostEvent.ts"
import * as CostLayer from "./CostLayer.ts"
import { pick, serialsOnHand } from "./CostPick.ts"
import { costOf, eventOf, layerOf } from "./CostReading.ts"
import {
  CostIssueExists,
  type CostRefusal,
  ReturnExceedsIssue,
  SerialsMismatch,
  SerialsMisplaced,
  UnknownCostIssue,
} from "./CostRefusal.ts"
import { revalue } from "./CostRevaluation.ts"

type Book = CostBook.CostBook
type Decided<Tag extends CostEvent["_tag"]> = Result.Result<EventOf<Tag>, CostRefusal>

/** What a decision comes to. */
export type Decision = Result.Result<readonly [CostEvent], CostRefusal>

/**
 * Decides a command on the book of its scope.
 *
 * - An issue touches only the layers that it takes from; a return those that it restores; a
 *   correction one layer and the issues other than sales since it came; a revaluation none.
 * - Under FIFO the same units cost the same, however they are cut into issues.
 * - Under moving average units leave with their part of the pool's value, to the nearest minor unit;
 *   the last ones take what is left.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Money } from "entrepot/kernel"
 * import { CostBook, type CostCommand, CostDecision, CostEvolution } from "entrepot/stock"
 *
 * const scope = "MUG"
 * const commands: ReadonlyArray<CostCommand.CostCommand> = [
 *   { _tag: "Receive", commandId: "1", scope, lots: [{ units: 3, cost: Money.of(100, "EUR") }] },
 *   { _tag: "Issue", commandId: "2", scope, issueId: "a", destination: { _tag: "Sale" }, units: 2 },
 * ]
 * let book = CostBook.empty({ scope, method: "Fifo", currency: "EUR" })
 * for (const command of commands)
 *   book = Result.getOrThrow(CostDecision.decide(book, command)).reduce(CostEvolution.evolve, book)
 * console.log(book.head.units, book.head.value)
 * ```
 * ```text
 * 1 3333n
 * ```
 */
export const decide = (book: Book, command: CostCommand): Decision =>
  Result.map(event(book, command), (told) => [told])

const event = (book: Book, command: CostCommand): Result.Result<CostEvent, CostRefusal> => {
  switch (command._tag) {
    case "Receive":
      return receive(book, command)
    case "Issue":
      return issue(book, command)
    case "Return":
      return giveBack(book, command)
    case "Correct":
      return correct(book, command)
    case "Revalue":
      return revalue(book, command)
  }
}

const receive = (book: Book, command: CommandOf<"Receive">): Decided<"Received"> =>
  Result.gen(function* () {
    const { head } = book
    const { lots, source = "Supplier" } = command
    yield* Quantity.sum([head.units, ...lots.map(({ units }) => units)])
    yield* wellNamed(book, lots)
    const layers: Array<NewLayer> = []
    for (const { units, cost: money, serial } of lots) {
      const cost = yield* costOf(book, money)
      const layer = head.tail + layers.length
      layers.push({ layer, units, cost, ...(serial === undefined ? {} : { serial }) })
    }
    return { _tag: "Received" as const, ...eventOf(book, command), source, layers }
  })

/** Where the method is specific each lot is one unit with a serial that is not on hand yet. */
const wellNamed = (
  book: Book,
  lots: ReadonlyArray<Lot>,
): Result.Result<void, SerialsMismatch | SerialsMisplaced> => {
  const { scope, method } = book.head
  const named = lots.flatMap(({ serial }) => (serial === undefined ? [] : [serial]))
  const units = lots.reduce((sum, lot) => sum + lot.units, 0)
  const isWell =
    method === "Specific"
      ? named.length === lots.length && units === lots.length
      : named.length === 0
  return isWell
    ? notOnHand(book, named)
    : Result.fail(new SerialsMismatch({ scope, units, serials: named.length }))
}

/** No serial is there already, or comes twice. */
const notOnHand = (
  book: Book,
  serials: ReadonlyArray<string>,
): Result.Result<void, SerialsMisplaced> => {
  if (serials.length === 0) return Result.void
  const there = new Set(serialsOnHand(book).keys())
  const onHand = serials.filter((serial) => there.size === there.add(serial).size)
  return onHand.length === 0
    ? Result.void
    : Result.fail(new SerialsMisplaced({ scope: book.head.scope, onHand, absent: [] }))
}

const issue = (book: Book, command: CommandOf<"Issue">): Decided<"Issued"> =>
  Result.gen(function* () {
    const { issueId, destination, units } = command
    if (HashMap.has(book.issues, issueId))
      return yield* Result.fail(new CostIssueExists({ issueId }))
    yield* Quantity.plus(book.head.sold, units)
    const parts = yield* pick(book, command)
    return { _tag: "Issued" as const, ...eventOf(book, command), issueId, destination, parts }
  })

const giveBack = (book: Book, command: CommandOf<"Return">): Decided<"Returned"> =>
  Result.gen(function* () {
    const { issueId } = command
    const known = yield* Result.fromOption(
      HashMap.get(book.issues, issueId),
      () => new UnknownCostIssue({ issueId }),
    )
    const { destination } = known
    const parts: Array<Part> = []
    for (const units of yield* backOf(book, known, command)) {
      const basis = Option.getOrUndefined(CostBook.basisOf(book, known, units))
      const cost = CostLayer.costOf(basis ?? (yield* layerOf(book, units.layer)), units)
      parts.push({ ...units, cost })
    }
    const serials = parts.flatMap(({ serial }) => (serial === undefined ? [] : [serial]))
    yield* notOnHand(book, serials)
    yield* Quantity.plus(book.head.units, CostLayer.unitsOf(parts))
    return { _tag: "Returned" as const, ...eventOf(book, command), issueId, destination, parts }
  })

/** The units that come back: the ones named by serial, else those that left last. */
const backOf = (
  book: Book,
  { issueId, destination, out }: CostBook.Issue,
  { units, serials }: CommandOf<"Return">,
): Result.Result<ReadonlyArray<Units>, CostRefusal> => {
  const { scope, method } = book.head
  const isOurs = destination._tag === "Transfer" || destination._tag === "Assembly"
  const all = isOurs ? 0 : CostLayer.unitsOf(out)
  const wanted = units ?? serials?.length ?? Math.max(all, 1)
  if (wanted > all) return Result.fail(new ReturnExceedsIssue({ issueId, wanted, out: all }))
  const isSpecific = method === "Specific"
  if (serials === undefined && (wanted === all || !isSpecific))
    return Result.succeed(last(out, wanted))
  if (serials?.length !== wanted || !isSpecific)
    return Result.fail(new SerialsMismatch({ scope, units: wanted, serials: serials?.length ?? 0 }))
  const there = new Set(out.map(({ serial }) => serial))
  const absent = serials.filter((serial) => !there.has(serial))
  const back = new Set<string | undefined>(serials)
  return absent.length > 0
    ? Result.fail(new SerialsMisplaced({ scope, onHand: [], absent }))
    : Result.succeed(out.filter(({ serial }) => back.has(serial)))
}

/** The last units, as many as wanted. */
const last = (out: ReadonlyArray<Units>, wanted: number): ReadonlyArray<Units> => {
  const back: Array<Units> = []
  let left = wanted
  for (const units of out.toReversed()) {
    if (left === 0) break
    const from = Math.max(units.from, units.to - left)
    back.push({ ...units, from })
    left -= units.to - from
  }
  return back
}
