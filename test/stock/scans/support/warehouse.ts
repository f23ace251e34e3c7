/**
 * A warehouse and its scanners: what happens to each unit in truth, and what of it arrives, in what
 * order and how often.
 */
import { Option, Result } from "effect"
import {
  ElementString,
  Gtin,
  ScanBook,
  ScanDecision,
  ScanLookup,
  SerialBook,
  SerialCount,
  SerialDecision,
  type SerialScan,
} from "entrepot/stock"

type Scan = SerialScan.SerialScan

/** What the scans are put to; a mutant replaces one part. */
export interface Desk {
  readonly decide: typeof ScanDecision.decide
  readonly compare: typeof SerialCount.compare
}
export const desk: Desk = { decide: ScanDecision.decide, compare: SerialCount.compare }

export interface Books {
  readonly scans: ScanBook.Book
  readonly units: SerialBook.Book
}
export const noBooks: Books = { scans: ScanBook.empty, units: SerialBook.empty }

/** The books after a scan; one that is refused leaves them. */
export const take = ({ decide }: Desk, books: Books, scan: Scan): Books =>
  Result.match(decide(books.scans, books.units, scan), {
    onFailure: () => books,
    onSuccess: ({ scans, movements }) => ({
      scans: scans.reduce(ScanBook.evolve, books.scans),
      units: movements.reduce(SerialBook.evolve, books.units),
    }),
  })

/** Numbers from 0 to below 1 that follow from a seed (mulberry32). */
const randomOf = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const places = ["main", "shop", "depot"] as const
type Truth = "supplier" | "customer" | "stolen" | (typeof places)[number]

const sku = "PHONE"
const gtin = "09506000134376"
const lookup: ScanLookup.ScanLookup = {
  byText: () => Option.none(),
  byGtin: (found) =>
    found === Result.getOrThrow(Gtin.parse(gtin)) ? Option.some({ sku }) : Option.none(),
}

/** A label as it is printed on the unit, in one of its forms. */
const labelOf = (serial: string, form: number): string => {
  const elements = [
    { ai: "01", value: gtin },
    { ai: "21", value: serial },
  ]
  if (form === 0) return `]d2${ElementString.encode(elements)}`
  if (form === 1) return ElementString.encodeBracketed(elements)
  return `https://example.com/01/${gtin}/21/${serial}`
}

export interface World {
  readonly seed: number
  readonly units: number
  readonly scans: number
  readonly thefts: number
}

/** What happens in a world: the truth, the thefts by place, and what arrives before and at the count. */
export const happeningsOf = ({ seed, units, scans: wanted, thefts }: World) => {
  const random = randomOf(seed)
  const below = (n: number) => Math.floor(random() * n)
  const chance = (p: number) => random() < p
  const oneOf = <A>(some: ReadonlyArray<A>, otherwise: A): A =>
    some[below(some.length)] ?? otherwise

  const truth = new Map<string, Truth>(
    Array.from({ length: units }, (_, i) => [`S${i}`, "supplier"]),
  )
  const serials = [...truth.keys()]
  const stolen = new Map<string, string>()
  const sequences = new Map<string, number>()
  let deliveries: Array<{ readonly at: number; readonly scan: Scan }> = []
  let now = 1_000_000
  const tally = { made: 0, thefts: 0 }

  const scanned = (
    serial: string,
    place: string,
    more: Pick<Scan, "purpose" | "document">,
  ): Scan => {
    now += 1 + below(5)
    tally.made += 1
    const device = `gun-${place}`
    const sequence = (sequences.get(device) ?? 0) + 1
    sequences.set(device, sequence)
    const { sku, serial: read = "" } = Result.getOrThrow(
      ScanLookup.resolve(labelOf(serial, below(3)), lookup, 2026),
    )
    return {
      scanId: `scan-${tally.made}`,
      device,
      sequence,
      at: now,
      place,
      sku,
      serial: read,
      ...more,
    }
  }
  const deliver = (scan: Scan, most: number) => deliveries.push({ at: now + below(most), scan })

  /** Scans a unit: it may be dropped, delayed, sent again, sent under a new id, or scanned twice. */
  const scan = (serial: string, place: string, more: Pick<Scan, "purpose" | "document">) => {
    const first = scanned(serial, place, more)
    const isDropped = chance(0.1)
    if (!isDropped) deliver(first, 300)
    if (!isDropped && chance(0.1)) deliver(first, 3_000)
    if (chance(0.1)) deliver({ ...first, scanId: `${first.scanId}-again` }, 3_000)
    // What was dropped is sent again by the device, or scanned again by the person at it.
    if (isDropped && chance(0.5)) deliver(first, 5_000)
    else if (isDropped || chance(0.05)) deliver(scanned(serial, place, more), 300)
  }

  const delivered = (): ReadonlyArray<Scan> => {
    const sorted = deliveries.toSorted((one, other) => one.at - other.at)
    deliveries = []
    return sorted.map(({ scan }) => scan)
  }

  const isAt = (state: Truth | undefined): state is (typeof places)[number] =>
    places.some((place) => place === state)

  while (tally.made < wanted) {
    const serial = oneOf(serials, "")
    const state = truth.get(serial)
    const document = chance(0.5) ? { document: `paper-${tally.made}` } : {}
    const place = oneOf(places, "main")
    if (state === "supplier" || state === "customer") {
      truth.set(serial, place)
      scan(serial, place, { purpose: state === "supplier" ? "Receive" : "Return", ...document })
    } else if (isAt(state)) {
      if (tally.thefts < thefts && tally.made > (wanted * tally.thefts) / thefts) {
        tally.thefts += 1
        truth.set(serial, "stolen")
        stolen.set(serial, state)
      } else {
        truth.set(serial, "customer")
        scan(serial, state, { purpose: "Ship", ...document })
      }
    }
  }
  const before = delivered()

  now += 10_000
  for (const [serial, state] of truth)
    if (isAt(state)) scan(serial, state, { purpose: "Count", document: countId })
  return { made: tally.made, now, truth, stolen, before, count: delivered() }
}

export const countId = "count-1"

/** What came of a world: what happened, and the books at each stage. */
export type Outcome = ReturnType<typeof run>

/** Lets the world run, and counts in the end. */
export const run = (desk: Desk, world: World) => {
  const { before: first, count: last, now, ...happened } = happeningsOf(world)
  const takeAll = (books: Books, scans: ReadonlyArray<Scan>) =>
    scans.reduce((taken, scan) => take(desk, taken, scan), books)
  const before = takeAll(noBooks, first)
  const counted = takeAll(before, last)

  const differences = places.map((place) => ({
    place,
    ...desk.compare(
      place,
      Array.from(counted.units, ([, unit]) => unit),
      last.filter((each) => each.place === place),
    ),
  }))
  const after = differences.reduce((book, { place, ...difference }) => {
    const command = SerialCount.writeOff(countId, place, difference)
    if (command === undefined) return book
    const decision = SerialDecision.decide(book, command, now)
    return Result.getOrElse(decision, () => []).reduce(SerialBook.evolve, book)
  }, counted.units)
  return { ...happened, before, counted, differences, after }
}

/** Where the book has a unit, in the words of the world. */
export const whereOf = (units: SerialBook.Book, serial: string): string => {
  const where = SerialBook.where(units, { sku, serial })
  return where._tag === "Shelf" ? where.place : where._tag.toLowerCase()
}
