/** Small worlds of orders, in which everything meets: few ids and lines, small quantities. */
import { Result } from "effect"
import type { ChannelOrder } from "entrepot/channels"
import { OrderBook, type OrderCommand, OrderDecision, OrderEvolution } from "entrepot/orders"
import fc from "fast-check"

export type Shows = OrderCommand.OrderPage["shows"]
export type Document = OrderCommand.Document
export type Command = OrderCommand.OrderCommand

/** Each is a property of every plain object, or more than one byte. */
export const lineIds = ["1", "toString", "皿"] as const
export const externalIds = ["7", "__proto__"] as const
export const account = { channel: "csv", account: "shop" }
export const refOf = (externalId: string) => ({ ...account, externalId, kind: "order" }) as const

const small = fc.integer({ min: 1, max: 3 })
const instant = fc.integer({ min: 0, max: 2 })

const line = (lineId: string): fc.Arbitrary<ChannelOrder.ChannelOrderLine> =>
  fc.record(
    {
      lineId: fc.constant(lineId),
      sku: fc.constantFrom("mug", "cup"),
      quantity: small,
      unitPrice: fc.constantFrom("1.50", "0"),
      discount: fc.constantFrom("0.10", "0.50"),
      placedAt: instant,
    },
    { requiredKeys: ["lineId", "sku", "quantity", "unitPrice"] },
  )

const lines = fc
  .subarray([...lineIds], { minLength: 1 })
  .chain(([first = "1", ...rest]) => fc.tuple(line(first), fc.tuple(...rest.map(line))))
  .map(([first, rest]): ChannelOrder.ChannelOrder["lines"] => [first, ...rest])

/** Documents of few orders, each a revision of its own; some were seen at the same instant. */
export const documents: fc.Arbitrary<ReadonlyArray<Document>> = fc
  .array(
    fc.record({
      externalId: fc.constantFrom(...externalIds),
      observedAt: instant,
      value: fc.record(
        { placedAt: instant, customerRef: fc.constantFrom("ada", "bob"), lines },
        { requiredKeys: ["placedAt", "lines"] },
      ),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((drawn) =>
    drawn.map(({ externalId, observedAt, value }, i) => ({
      externalId,
      revision: `r${i}`,
      observedAt,
      raw: { number: i },
      value: { ...value, externalId, kind: "order", currency: "EUR" },
    })),
  )

export const shows = fc.constantFrom<Shows>("whole", "part")

export const observe = (document: Document, how: Shows): Command => ({
  _tag: "Observe",
  ...account,
  shows: how,
  document,
})

/** Takes units off an order; a line may be named twice. */
const takeOff: fc.Arbitrary<Command> = fc
  .record({
    _tag: fc.constantFrom("CancelLines" as const, "ReturnLines" as const),
    externalId: fc.constantFrom(...externalIds),
    units: fc.array(fc.record({ lineId: fc.constantFrom(...lineIds), quantity: small }), {
      minLength: 1,
      maxLength: 3,
    }),
  })
  .map(({ _tag, externalId, units: [first = { lineId: "1", quantity: 1 }, ...rest] }) => ({
    _tag,
    commandId: "c",
    order: { ...account, externalId },
    lines: [first, ...rest],
  }))

/** Documents that come while units are cancelled and returned. */
export const history: fc.Arbitrary<ReadonlyArray<Command>> = fc
  .tuple(documents, shows, fc.array(fc.tuple(takeOff, fc.nat({ max: 5 })), { maxLength: 8 }))
  .map(([some, how, commands]) => {
    const observed = some.map((document) => observe(document, how))
    const before = (n: number) => commands.flatMap(([command, at]) => (at === n ? [command] : []))
    return [...observed.flatMap((command, n) => [...before(n), command]), ...before(5)]
  })

/** What an order room is made of; a mutant replaces one part. */
export interface Room {
  readonly decide: typeof OrderDecision.decide
  readonly evolve: typeof OrderEvolution.evolve
}
export const room: Room = { decide: OrderDecision.decide, evolve: OrderEvolution.evolve }

/** The book after each command; a refusal leaves it. */
export function* play(
  { decide, evolve }: Room,
  commands: ReadonlyArray<Command>,
  from = OrderBook.empty,
) {
  let book = from
  for (const command of commands) {
    const events = Result.getOrElse(decide(book, command), () => [])
    book = events.reduce(evolve, book)
    yield { book, events }
  }
}

/** The book after all commands. */
export const playOut = (of: Room, commands: ReadonlyArray<Command>, from = OrderBook.empty) => {
  let last = from
  for (const { book } of play(of, commands, from)) last = book
  return last
}
