/** What the summary needs, counted document by document. Pure. */
import { Array, Option, Record, Result, Schema } from "effect"
import { ChannelOrder, type Rejected } from "entrepot/channels"
import { Calendar, Money, Quantity } from "entrepot/kernel"
import { type Order, OrderIngest } from "entrepot/orders"

const Count = Quantity.Quantity

type Matches = (line: ChannelOrder.ChannelOrderLine, document: ChannelOrder.ChannelOrder) => boolean

/** Kinds of lines that the summary has a word about; a line may be of several. */
const linesThatAre = {
  cancellation: (_, { kind }) => kind === "cancellation",
  writeOff: (_, { kind }) => kind === "writeOff",
  adjustment: (_, { kind }) => kind === "adjustment",
  zeroPrice: ({ unitPrice }) => Number(unitPrice) === 0,
  negativePrice: ({ unitPrice }) => Number(unitPrice) < 0,
  withoutCustomer: (_, { customerRef }) => customerRef === undefined,
  repeated: ({ repeatOf }) => repeatOf !== undefined,
} as const satisfies Record<string, Matches>

/** Documents by kind; those that are parked; orders with lines of more than one instant. */
const documents = { order: 0, cancellation: 0, writeOff: 0, adjustment: 0, parked: 0, twoTimes: 0 }

/** Units: what orders wanted and got, and what else moved on and off the shelf. */
const stock = {
  wanted: 0,
  filled: 0,
  opened: 0,
  bought: 0,
  returned: 0,
  writtenOff: 0,
  notThere: 0,
}

/** The counts of a run; kept in the store, and written together with what they count. */
export const Tally = Schema.Struct({
  /** Whose orders they are: a store holds one run. */
  run: Schema.String,
  /** The latest instant of an order so far: the run's clock. Epoch milliseconds. */
  now: Schema.optionalKey(Calendar.Instant),
  /** All lines, those that were refused included. */
  linesRead: Count,
  linesRefused: Schema.Array(Schema.Struct({ reason: Schema.String, lines: Count })),
  lines: Schema.Struct(Record.map(linesThatAre, () => Count)),
  documents: Schema.Struct(Record.map(documents, () => Count)),
  customers: Count,
  netUnits: Quantity.QuantityDelta,
  netRevenue: Schema.optionalKey(Money.Money),
  stock: Schema.Struct(Record.map(stock, () => Count)),
})
/** The counts of a run. */
export type Tally = typeof Tally.Type

/** Units that a document moved, by what happened to them. */
export type Moved = Partial<Tally["stock"]>

/** The counts of a run that has not begun. */
export const start = (run: string): Tally => ({
  run,
  linesRead: 0,
  linesRefused: [],
  lines: Record.map(linesThatAre, () => 0),
  documents,
  customers: 0,
  netUnits: 0,
  stock,
})

/** Counts the lines that the channel rejected, by reason. */
export const countRejected = (tally: Tally, rejected: ReadonlyArray<Rejected>): Tally => {
  const refused = new Map(tally.linesRefused.map(({ reason, lines }) => [reason, lines]))
  for (const { reason } of rejected) refused.set(reason, (refused.get(reason) ?? 0) + 1)
  return {
    ...tally,
    linesRead: tally.linesRead + rejected.length,
    linesRefused: Array.fromIterable(refused).map(([reason, lines]) => ({ reason, lines })),
  }
}

/** Counts units that moved. */
export const countMoved = (tally: Tally, moved: Moved): Tally => ({
  ...tally,
  stock: Record.map(tally.stock, (units, what) => units + (moved[what] ?? 0)),
})

/** Counts a document that was taken in, by those of its lines that are new and what they bring. */
export const countDocument = (
  tally: Tally,
  taken: OrderIngest.Taken,
  brought: Money.Money | undefined,
): Result.Result<Tally, Quantity.QuantityOverflow | Money.CurrencyMismatch> => {
  const { value } = taken.document
  const news = OrderIngest.newLines(taken)
  const count = (matches: Matches): number =>
    news.reduce((total, line) => total + Number(matches(line, value)), 0)
  const counted = {
    ...tally,
    now: Math.max(tally.now ?? value.placedAt, value.placedAt),
    linesRead: tally.linesRead + (taken.as === "parked" ? value.lines.length : news.length),
    lines: Record.map(linesThatAre, (matches, what) => tally.lines[what] + count(matches)),
    documents: {
      ...tally.documents,
      [value.kind]: tally.documents[value.kind] + Number(taken.as === "placed"),
      parked: tally.documents.parked + Number(taken.as === "parked"),
      twoTimes: tally.documents.twoTimes + Number(showsTwoTimesFirst(taken)),
    },
  }
  return Array.isReadonlyArrayNonEmpty(news) && brought !== undefined
    ? withAmounts(counted, { ...value, lines: news }, brought)
    : Result.succeed(counted)
}

const showsTwoTimesFirst = ({ before, after }: OrderIngest.Taken): boolean =>
  Option.exists(after, hasTwoTimes) && !Option.exists(before, hasTwoTimes)

const hasTwoTimes = ({ lines }: Order.Order): boolean =>
  lines.some(({ placedAt }) => placedAt !== undefined)

const withAmounts = (tally: Tally, news: ChannelOrder.ChannelOrder, brought: Money.Money) =>
  Result.gen(function* () {
    const units = yield* Quantity.plus(tally.netUnits, yield* ChannelOrder.netUnits(news))
    const revenue = yield* Money.plus(tally.netRevenue ?? Money.zero(news.currency), brought)
    return { ...tally, netUnits: units, netRevenue: revenue }
  })
