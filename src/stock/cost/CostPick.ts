/**
 * Which units leave, and at what cost: the choice that each method makes. Pure.
 *
 * @module
 */
import { Option, Result } from "effect"

import * as CostBook from "./CostBook.ts"
import type { CommandOf } from "./CostCommand.ts"
import type { Part } from "./CostEvent.ts"
import * as CostLayer from "./CostLayer.ts"
import { layerOf, notLoaded } from "./CostReading.ts"
import {
  type CostNotLoaded,
  SerialsMismatch,
  SerialsMisplaced,
  UnitsNotCosted,
  type UnknownCostLayer,
} from "./CostRefusal.ts"

type Book = CostBook.CostBook
type Issue = CommandOf<"Issue">

/** What an issue takes, or why it cannot. */
export type Pick = Result.Result<
  ReadonlyArray<Part>,
  UnitsNotCosted | UnknownCostLayer | SerialsMismatch | SerialsMisplaced | CostNotLoaded
>

/**
 * The units that an issue takes: under FIFO the oldest on hand, or of the layer that it names; by
 * serial the ones named; under moving average a part of the pool, which has no layers to choose from.
 */
export const pick = (book: Book, command: Issue): Pick => {
  const { head } = book
  const { units, serials = [] } = command
  if (serials.length !== (head.method === "Specific" ? units : 0))
    return Result.fail(new SerialsMismatch({ scope: head.scope, units, serials: serials.length }))
  if (units > head.units) return Result.fail(short(book, units, head.units))
  switch (head.method) {
    case "MovingAverage":
      return Result.succeed([ofPool(head, units)])
    case "Specific":
      return bySerial(book, serials)
    case "Fifo":
      return command.layer === undefined
        ? ofFront(book, units)
        : ofLayer(book, command.layer, units)
  }
}

const short = ({ head: { scope } }: Book, wanted: number, onHand: number, layer?: number) =>
  new UnitsNotCosted({ scope, wanted, onHand, ...(layer === undefined ? {} : { layer }) })

const parts = (layer: CostLayer.CostLayer, units: number): ReadonlyArray<Part> =>
  CostLayer.first(layer.onHand, units).map((run) => ({
    layer: layer.layer,
    ...run,
    cost: CostLayer.costOf(layer, run),
    ...(layer.serial === undefined ? {} : { serial: layer.serial }),
  }))

const ofPool = ({ head, units: onHand, value }: CostBook.Head, units: number): Part => {
  const leaving = { from: 0, to: units }
  return {
    layer: head,
    ...leaving,
    cost: CostLayer.costOf({ units: onHand, cost: value }, leaving),
  }
}

const ofFront = (book: Book, units: number): Pick => {
  const taken: Array<Part> = []
  let left = units
  for (const number of CostBook.front(book.head)) {
    if (left === 0) break
    const layer = Option.getOrUndefined(CostBook.layer(book, number))
    if (layer === undefined) return Result.fail(notLoaded(book, { _tag: "Front", units }))
    const found = parts(layer, left)
    taken.push(...found)
    left -= CostLayer.unitsOf(found)
  }
  return Result.succeed(taken)
}

const ofLayer = (book: Book, number: number, units: number): Pick =>
  Result.flatMap(layerOf(book, number), (layer) => {
    const onHand = CostLayer.unitsOf(layer.onHand)
    return onHand < units
      ? Result.fail(short(book, units, onHand, number))
      : Result.succeed(parts(layer, units))
  })

const bySerial = (book: Book, serials: ReadonlyArray<string>): Pick => {
  const layers = serialsOnHand(book)
  const absent = serials.filter((serial) => !layers.has(serial))
  return absent.length > 0
    ? Result.fail(new SerialsMisplaced({ scope: book.head.scope, onHand: [], absent }))
    : Result.succeed(
        serials.flatMap((serial) => {
          const layer = layers.get(serial)
          return layer === undefined ? [] : parts(layer, 1)
        }),
      )
}

/** The layers on hand by their serial. */
export const serialsOnHand = (book: Book): ReadonlyMap<string, CostLayer.CostLayer> =>
  new Map(
    CostBook.onHand(book).flatMap((layer) =>
      layer.serial === undefined ? [] : [[layer.serial, layer] as const],
    ),
  )
