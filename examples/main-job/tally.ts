/** What the summary needs, counted document by document. Pure. */
import { Array, Result, Schema } from "effect"
import { ChannelOrder, type Rejected } from "entrepot/channels"
import { Calendar, Money, Quantity } from "entrepot/kernel"
import type { OrderIngest } from "entrepot/orders"

const Count = Quantity.Quantity

/** The counts of a run; kept in the store, and written together with what they count. */
export const Tally = Schema.Struct({
  /** Whose orders they are: a store holds one run. */
  run: Schema.String,
  /** The latest instant of an order so far: the run's clock. Epoch milliseconds. */
  now: Schema.optionalKey(Calendar.Instant),
  lines: Schema.Struct({
    read: Count,
    refused: Schema.Array(Schema.Struct({ reason: Schema.String, lines: Count })),
    cancellation: Count,
    writeOff: Count,
    adjustment: Count,
    zeroPrice: Count,
    negativePrice: Count,
    withoutCustomer: Count,
    repeated: Count,
  }),
  /** Documents by kind; `twoTimes` have lines of more than one instant. */
  documents: Schema.Struct({
    order: Count,
    cancellation: Count,
    writeOff: Count,
    adjustment: Count,
    parked: Count,
    twoTimes: Count,
  }),
  customers: Count,
  netUnits: Quantity.QuantityDelta,
  netRevenue: Schema.optionalKey(Money.Money),
  /** Units: what orders wanted and got, and what else moved on and off the shelf. */
  stock: Schema.Struct({
    wanted: Count,
    filled: Count,
    opened: Count,
    bought: Count,
    returned: Count,
    writtenOff: Count,
    notThere: Count,
  }),
})
/** The counts of a run. */
export type Tally = typeof Tally.Type

/** Units that a document moved; see {@link Tally}. */
export type Moved = Partial<Tally["stock"]>

/** The counts of a run that has not begun. */
export const start = (run: string): Tally => ({
  run,
  lines: {
    read: 0,
    refused: [],
    cancellation: 0,
    writeOff: 0,
    adjustment: 0,
    zeroPrice: 0,
    negativePrice: 0,
    withoutCustomer: 0,
    repeated: 0,
  },
  documents: { order: 0, cancellation: 0, writeOff: 0, adjustment: 0, parked: 0, twoTimes: 0 },
  customers: 0,
  netUnits: 0,
  stock: { wanted: 0, filled: 0, opened: 0, bought: 0, returned: 0, writtenOff: 0, notThere: 0 },
})

/** Counts the lines that the channel rejected, by reason. */
export const countRejected = (tally: Tally, rejected: ReadonlyArray<Rejected>): Tally => {
  if (rejected.length === 0) return tally
  const refused = new Map(tally.lines.refused.map(({ reason, lines }) => [reason, lines]))
  for (const { reason } of rejected) refused.set(reason, (refused.get(reason) ?? 0) + 1)
  return {
    ...tally,
    lines: {
      ...tally.lines,
      read: tally.lines.read + rejected.length,
      refused: [...refused].map(([reason, lines]) => ({ reason, lines })),
    },
  }
}

/** Counts units that moved. */
export const countMoved = (tally: Tally, moved: Moved): Tally => {
  const { wanted, filled, opened, bought, returned, writtenOff, notThere } = tally.stock
  return {
    ...tally,
    stock: {
      wanted: wanted + (moved.wanted ?? 0),
      filled: filled + (moved.filled ?? 0),
      opened: opened + (moved.opened ?? 0),
      bought: bought + (moved.bought ?? 0),
      returned: returned + (moved.returned ?? 0),
      writtenOff: writtenOff + (moved.writtenOff ?? 0),
      notThere: notThere + (moved.notThere ?? 0),
    },
  }
}

/** Counts a document that was taken in, by the lines that are new in it. */
export const countDocument = (
  tally: Tally,
  { document, as, news }: OrderIngest.Taken,
): Result.Result<Tally, Quantity.QuantityOverflow | Money.CurrencyMismatch> =>
  Result.gen(function* () {
    if (as === "known") return tally
    const { value } = document
    const { kind, currency, customerRef } = value
    const { lines, documents } = tally
    // The lines of a parked document were read, and that is all.
    if (as === "parked")
      return {
        ...tally,
        lines: { ...lines, read: lines.read + value.lines.length },
        documents: { ...documents, parked: documents.parked + 1 },
      }
    const count = (matches: (line: ChannelOrder.ChannelOrderLine) => boolean): number =>
      news.reduce((total, line) => total + Number(matches(line)), 0)
    const ifKind = (wanted: ChannelOrder.Kind): number => (kind === wanted ? news.length : 0)
    const placed = as === "placed" ? 1 : 0
    const hasTwoTimes = news.some(({ placedAt }) => placedAt !== undefined)
    const counted = {
      ...tally,
      now: Math.max(tally.now ?? value.placedAt, value.placedAt),
      lines: {
        ...lines,
        read: lines.read + news.length,
        cancellation: lines.cancellation + ifKind("cancellation"),
        writeOff: lines.writeOff + ifKind("writeOff"),
        adjustment: lines.adjustment + ifKind("adjustment"),
        zeroPrice: lines.zeroPrice + count(({ unitPrice }) => Number(unitPrice) === 0),
        negativePrice: lines.negativePrice + count(({ unitPrice }) => Number(unitPrice) < 0),
        withoutCustomer: lines.withoutCustomer + (customerRef === undefined ? news.length : 0),
        repeated: lines.repeated + count(({ repeatOf }) => repeatOf !== undefined),
      },
      documents: {
        ...documents,
        [kind]: documents[kind] + placed,
        twoTimes: documents.twoTimes + Number(hasTwoTimes),
      },
    }
    if (!Array.isReadonlyArrayNonEmpty(news)) return counted
    const fresh = { ...value, lines: news }
    const units = yield* ChannelOrder.netUnits(fresh)
    const amount = ChannelOrder.netAmount(fresh)
    return {
      ...counted,
      netUnits: yield* Quantity.plus(tally.netUnits, units),
      netRevenue: yield* Money.plus(tally.netRevenue ?? Money.zero(currency), amount),
    }
  })
