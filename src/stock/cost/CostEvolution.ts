/**
 * How the cost book changes with each event. Pure.
 *
 * @module
 */
import { HashMap, Option } from "effect"

import * as CostBook from "./CostBook.ts"
import * as CostEvent from "./CostEvent.ts"
import * as CostLayer from "./CostLayer.ts"

type Book = CostBook.CostBook

/**
 * The book after an event. Total: whatever was decided can be told. It changes the head, and only
 * those layers and issues that the decision had loaded.
 *
 * @example
 * ```ts
 * import { CostBook, CostEvolution } from "entrepot/stock"
 *
 * const book = CostBook.empty({ scope: "MUG", method: "MovingAverage", currency: "EUR" })
 * const after = CostEvolution.evolve(book, {
 *   _tag: "Received",
 *   scope: "MUG",
 *   currency: "EUR",
 *   source: "Supplier",
 *   layers: [{ layer: 0, units: 3, cost: 10_000n }],
 * })
 * console.log(after.head.units, after.head.value)
 * ```
 * ```text
 * 3 10000n
 * ```
 */
export const evolve = (book: Book, event: CostEvent.CostEvent): Book => {
  switch (event._tag) {
    case "Opened":
      return CostBook.empty(event)
    case "Received":
      return event.layers.reduce((after, lot) => opened(after, lot, event.document), book)
    case "Issued":
      return issued(book, event)
    case "Returned":
      return returned(book, event)
    case "Corrected":
      return {
        ...book,
        head: { ...book.head, value: book.head.value + event.onHand },
        layers: HashMap.modify(book.layers, event.layer, (found) => ({
          ...found,
          cost: found.cost + event.amount,
        })),
      }
    case "Revalued":
      return revalued(book, event)
  }
}

const opened = (book: Book, lot: CostEvent.NewLayer, document: string | undefined): Book => {
  const { scope, units, value, revaluation, sold, departures } = book.head
  return {
    ...book,
    head: { ...book.head, units: units + lot.units, value: value + lot.cost, tail: lot.layer + 1 },
    layers: HashMap.set(book.layers, lot.layer, {
      scope,
      ...lot,
      ...(document === undefined ? {} : { document }),
      onHand: isPool(book.head) ? [] : [{ from: 0, to: lot.units }],
      writtenDown: [],
      revaluation,
      soldBefore: sold,
      departuresBefore: departures,
    }),
  }
}

const issued = (book: Book, event: CostEvent.EventOf<"Issued">): Book => {
  const { scope, issueId, destination, document, parts } = event
  const [units, cost] = [CostLayer.unitsOf(parts), CostEvent.costOf(parts)]
  const { head } = book
  const isSale = destination._tag === "Sale"
  const left = head.units - units
  const issue: CostBook.Issue = {
    scope,
    issueId,
    destination,
    ...(document === undefined ? {} : { document }),
    units,
    cost,
    out: parts.map(({ cost: _, ...units }) => units),
    ...(isSale ? {} : { departure: head.departures }),
  }
  const layers = onRuns(book, parts, CostLayer.without)
  return {
    head: {
      ...head,
      units: left,
      value: head.value - cost,
      head: left === 0 ? head.tail : frontOf(head, layers),
      restored: left === 0 ? [] : head.restored.filter((number) => !isEmpty(head, layers, number)),
      sold: head.sold + (isSale ? units : 0),
      issues: head.issues + 1,
      departures: head.departures + (isSale ? 0 : 1),
    },
    layers,
    issues: HashMap.set(book.issues, issueId, issue),
  }
}

/** The first layer that may have units on hand: past the loaded ones that are empty. */
const frontOf = (head: CostBook.Head, layers: Book["layers"]): number => {
  if (isPool(head)) return head.head
  let front = head.head
  while (isEmpty(head, layers, front)) front += 1
  return front
}

const isEmpty = (head: CostBook.Head, layers: Book["layers"], number: number): boolean =>
  Option.exists(
    HashMap.get(layers, number),
    ({ onHand, revaluation }) => onHand.length === 0 || revaluation !== head.revaluation,
  )

const returned = (book: Book, event: CostEvent.EventOf<"Returned">): Book => {
  const { issueId, destination, parts } = event
  const units = CostLayer.unitsOf(parts)
  const { head } = book
  return {
    head: {
      ...head,
      units: head.units + units,
      value: head.value + CostEvent.costOf(parts),
      ...restoring(
        head,
        parts.map(({ layer }) => layer),
      ),
      sold: head.sold - (destination._tag === "Sale" ? units : 0),
    },
    layers: onRuns(book, parts, CostLayer.including),
    issues: HashMap.modify(book.issues, issueId, (issue) => ({
      ...issue,
      out: parts.reduce(withoutUnits, issue.out),
    })),
  }
}

/** The most layers that a head remembers as restored: with more, the search begins there again. */
const mostRestored = 100

/** Where the search for units on hand begins when units came back to layers. */
const restoring = (
  { head, method, restored }: CostBook.Head,
  layers: ReadonlyArray<number>,
): Pick<CostBook.Head, "head" | "restored"> => {
  const first = Math.min(head, ...layers)
  if (method !== "Fifo") return { head: first, restored }
  const all = [...new Set([...restored, ...layers.filter((layer) => layer < head)])]
  return all.length > mostRestored
    ? { head: Math.min(...all), restored: [] }
    : { head, restored: all.toSorted((a, b) => a - b) }
}

const withoutUnits = (
  out: ReadonlyArray<CostEvent.Units>,
  back: CostEvent.Units,
): ReadonlyArray<CostEvent.Units> =>
  out.flatMap((part) =>
    part.layer === back.layer && part.to === back.to
      ? part.from < back.from
        ? [{ ...part, to: back.from }]
        : []
      : [part],
  )

/** The layers after a change of what is on hand of some; the pool of a moving average has none. */
const onRuns = (
  { head, layers }: Book,
  parts: ReadonlyArray<CostEvent.Part>,
  change: (runs: ReadonlyArray<CostLayer.Run>, run: CostLayer.Run) => ReadonlyArray<CostLayer.Run>,
): Book["layers"] =>
  isPool(head)
    ? layers
    : parts.reduce(
        (after, { layer, from, to }) =>
          HashMap.modify(after, layer, (known) => {
            const found = CostLayer.upTo(known, head.revaluation)
            return { ...found, onHand: change(found.onHand, { from, to }) }
          }),
        layers,
      )

/** What was on hand is written down, and comes anew as one layer. */
const revalued = (book: Book, event: CostEvent.EventOf<"Revalued">): Book => {
  const { layer, units, before, after, serial, replaces, document } = event
  const { head } = book
  const rest = { ...head, units: head.units - units, value: head.value - before }
  const lot = { layer, units, cost: after, ...(serial === undefined ? {} : { serial }) }
  const layers =
    replaces === undefined
      ? book.layers
      : HashMap.modify(book.layers, replaces, (known) => ({
          ...known,
          onHand: [],
          writtenDown: known.onHand,
        }))
  const whole = { revaluation: layer, restored: [], ...(isPool(head) ? {} : { head: layer }) }
  const closed = { ...rest, ...(replaces === undefined ? whole : {}) }
  return opened({ ...book, head: closed, layers }, lot, document)
}

const isPool = ({ method }: CostBook.Head): boolean => method === "MovingAverage"
