/** The stock in the evening: whether every unit is accounted for, what is low, and what to buy. */
import { Effect, Stream } from "effect"
import { StockLedger } from "entrepot/stock"

import { type Day, type DrawnLine, unitsOf } from "./day.ts"
import { items } from "./goods.ts"
import type { Fate } from "./outcome.ts"
import * as Purchasing from "./purchasing.ts"
import { channelBuffer } from "./setUp.ts"

const total = (values: Iterable<number>): number => {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

const bySku = (lines: ReadonlyArray<DrawnLine>): ReadonlyMap<string, number> =>
  new Map(unitsOf(lines).map(({ sku, quantity }) => [sku, quantity]))

/** Counts everything; `shown` are the units on the screens of channels, by channel and item. */
export const take = Effect.fnUntraced(function* (
  day: Day,
  fates: ReadonlyArray<Fate>,
  shown: ReadonlyMap<string, number>,
) {
  const ledger = yield* StockLedger
  const levels = yield* Stream.runCollect(ledger.levels())
  const linesWhere = (isMeant: (fate: Fate) => boolean) =>
    bySku(
      day.orders.flatMap(({ lines }, at) => {
        const fate = fates[at]
        return fate !== undefined && isMeant(fate) ? lines : []
      }),
    )
  const sent = linesWhere(({ unsent, errors }) => unsent === undefined && !errors.has("lost"))
  const waiting = linesWhere(({ unsent }) => unsent === "short")
  const onHand = (sku: string) =>
    total(levels.filter((level) => level.sku === sku).map((level) => level.onHand))
  const off = day.openings.filter(
    ({ sku, own, thirdParty }) => own + thirdParty !== onHand(sku) + (sent.get(sku) ?? 0),
  )
  const { values: warnings } = yield* ledger.exposure.warnings({ limit: items.length })
  const availableOf = (sku: string) =>
    total(levels.filter((level) => level.sku === sku).map(({ available }) => available))
  const wrong = [...shown].filter(([name, units]) => {
    const [, sku = ""] = name.split(" ")
    return units !== Math.max(0, availableOf(sku) - channelBuffer)
  })
  const audit = yield* ledger.audit()
  const serials = yield* ledger.serials.audit()
  return {
    units: {
      received: total(day.openings.map(({ own, thirdParty }) => own + thirdParty)),
      shipped: total(sent.values()),
      onHand: total(levels.map((level) => level.onHand)),
      held: total(levels.map(({ held }) => held)),
      /** Items of which some are missing, or too many. */
      off: off.map(({ sku }) => sku),
    },
    audited: audit.ok && serials.ok,
    /** Numbers that channels show, and those that are not what they are to show. */
    screens: { numbers: shown.size, wrong: wrong.map(([name]) => name) },
    warnings: warnings.map(({ sku, kind, units }) => ({ sku, kind, units })),
    purchases: day.openings.flatMap(({ sku, lines }) => {
      const available = availableOf(sku)
      const waitedFor = waiting.get(sku) ?? 0
      const units = Purchasing.suggested(lines, available, 0, waitedFor)
      return units === 0 ? [] : [{ sku, level: lines.level, available, waitedFor, units }]
    }),
  }
})
