/** Small worlds of serial numbers, and decisions as sentences. */
import { assert } from "@effect/vitest"
import { Result } from "effect"
import {
  type SerialAccount,
  SerialBook,
  type SerialCommand,
  SerialDecision,
  type SerialEvent,
  type SerialRefusal,
} from "entrepot/stock"
import fc from "fast-check"

export type Command = SerialCommand.SerialCommand
export type Event = SerialEvent.SerialEvent
type Line = SerialCommand.SerialLine
export type CommandOf<Tag extends Command["_tag"]> = Extract<Command, { readonly _tag: Tag }>

/** When everything happens, unless said otherwise. */
export const now = 1_000

export const phone = (serial: string, place?: string): Line =>
  place === undefined ? { sku: "PHONE", serial } : { sku: "PHONE", serial, place }

type Simple = Exclude<
  Command["_tag"],
  "Receive" | "TransferOut" | "TransferIn" | "Hold" | "Release" | "Replace"
>
const commandId = "c"

/** A command that needs nothing but its units. */
export const ask =
  (_tag: Simple) =>
  (...lines: ReadonlyArray<Line>): Command => ({ _tag, commandId, lines })
export const receive = (...lines: CommandOf<"Receive">["lines"]): CommandOf<"Receive"> => ({
  _tag: "Receive",
  commandId,
  lines,
})
export const hold = (holdId: string, ...lines: ReadonlyArray<Line>): CommandOf<"Hold"> => ({
  _tag: "Hold",
  commandId,
  holdId,
  lines,
})
export const release = (holdId: string, ...lines: ReadonlyArray<Line>): Command => ({
  _tag: "Release",
  commandId,
  holdId,
  lines,
})
export const shipHeld = (holdId: string, ...lines: ReadonlyArray<Line>): Command => ({
  _tag: "Ship",
  commandId,
  holdId,
  lines,
})
export const send = (transferId: string, to: string, ...lines: ReadonlyArray<Line>): Command => ({
  _tag: "TransferOut",
  commandId,
  transferId,
  to,
  lines,
})
export const arrive = (transferId: string, ...lines: ReadonlyArray<Line>): Command => ({
  _tag: "TransferIn",
  commandId,
  transferId,
  lines,
})
export const replace = (
  old: CommandOf<"Replace">["old"],
  ...lines: CommandOf<"Replace">["lines"]
): CommandOf<"Replace"> => ({ _tag: "Replace", commandId, old, lines })

/** The book after commands that must all be possible. */
export const bookOf = (...commands: ReadonlyArray<Command>): SerialBook.Book =>
  commands.reduce(
    (book, command) =>
      Result.getOrThrow(SerialDecision.decide(book, command, now)).reduce(SerialBook.evolve, book),
    SerialBook.empty,
  )

export const given = (...commands: ReadonlyArray<Command>) => {
  const book = bookOf(...commands)
  return {
    when: (command: Command) => {
      const decision = SerialDecision.decide(book, command, now)
      return {
        leaves: (serial: string, account: SerialAccount.SerialAccount): void => {
          if (Result.isFailure(decision)) assert.fail(decision.failure.message)
          const after = decision.success.reduce(SerialBook.evolve, book)
          assert.deepStrictEqual(SerialBook.where(after, phone(serial)), account)
        },
        refuses: (expected: SerialRefusal): void => {
          if (Result.isSuccess(decision)) assert.fail("it was not refused")
          assert.deepStrictEqual({ ...decision.failure }, { ...expected })
        },
      }
    },
  }
}

// --- small worlds --------------------------------------------------------------------------------

const line: fc.Arbitrary<Line> = fc.record({
  sku: fc.constantFrom("phone", "__proto__"),
  serial: fc.constantFrom("1", "toString"),
  place: fc.constantFrom(undefined, undefined, "main", "shop"),
})
const holdId = fc.constantFrom("order-1", "order-2")
const transferId = fc.constantFrom("t-1", "t-2")

const simple = fc.constantFrom<Array<Simple>>(
  "SendBack",
  "Ship",
  "Return",
  "Quarantine",
  "Clear",
  "RepairIn",
  "RepairOut",
  "Scrap",
  "Lose",
  "Find",
  "Count",
)
type Lines = fc.Arbitrary<ReadonlyArray<Line>>

const commandOf = (lines: Lines): fc.Arbitrary<Command> =>
  fc.oneof(
    { arbitrary: lines.map((some): Command => receive(...some)), weight: 2 },
    {
      arbitrary: fc.tuple(simple, lines).map(([tag, some]) => ask(tag)(...some)),
      weight: 5,
    },
    {
      arbitrary: fc
        .tuple(fc.constantFrom(hold, release, shipHeld, arrive), holdId, transferId, lines)
        .map(([make, order, transfer, some]) =>
          make === arrive ? make(transfer, ...some) : make(order, ...some),
        ),
      weight: 4,
    },
    fc.tuple(transferId, lines).map(([id, some]) => send(id, "shop", ...some)),
    fc
      .tuple(
        fc.constantFrom("Return" as const, "Quarantine" as const, "Discard" as const),
        lines,
        line,
      )
      .map(([old, some, by]): Command => replace(old, ...some.map((one) => ({ ...one, by })))),
  )

/** Commands on one to three units, of which one may be named twice. */
export const command = commandOf(fc.array(line, { minLength: 1, maxLength: 3 }))
const receipt = fc
  .uniqueArray(line, { minLength: 1, selector: SerialBook.serialName })
  .map((lines): Command => receive(...lines))
/** Commands one after the other, most on one unit, after a receipt. */
export const commands: fc.Arbitrary<ReadonlyArray<Command>> = fc
  .tuple(
    receipt,
    fc.array(fc.oneof({ arbitrary: commandOf(line.map((one) => [one])), weight: 3 }, command), {
      maxLength: 20,
    }),
  )
  .map(([first, rest]) => [first, ...rest])

/** What a serial room is made of; a mutant replaces one part. */
export interface Room {
  readonly decide: typeof SerialDecision.decide
  readonly evolve: typeof SerialBook.evolve
  readonly legs: typeof SerialEvent.legs
}

/** The book after each command, and all events until then. */
export function* play(
  { decide, evolve }: Room,
  history: ReadonlyArray<Command>,
): Generator<{ readonly book: SerialBook.Book; readonly events: ReadonlyArray<Event> }> {
  let book = SerialBook.empty
  let events: ReadonlyArray<Event> = []
  let instant = now
  for (const each of history) {
    instant += 1
    const told = Result.getOrElse(decide(book, each, instant), () => [])
    book = told.reduce(evolve, book)
    events = [...events, ...told]
    yield { book, events }
  }
}

/** The book after all commands, and all events. */
export const playOut = (room: Room, history: ReadonlyArray<Command>) => {
  let last = { book: SerialBook.empty, events: [] as ReadonlyArray<Event> }
  for (const step of play(room, history)) last = step
  return last
}
