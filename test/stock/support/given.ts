/** Decisions as sentences: given what happened, when this is asked, then it tells or refuses. */
import { assert } from "@effect/vitest"
import { Result } from "effect"
import {
  StockBook,
  StockEvolution,
  type StockCommand,
  StockDecision,
  type StockEvent,
  type StockRefusal,
} from "entrepot/stock"

type Command = StockCommand.StockCommand
type Event = StockEvent.StockEvent
type CommandOf<Tag extends Command["_tag"]> = Extract<Command, { readonly _tag: Tag }>
type EventOf<Tag extends Event["_tag"]> = Extract<Event, { readonly _tag: Tag }>
type Line = StockCommand.Line
type Lines = ReadonlyArray<Line>
type Differences = ReadonlyArray<StockCommand.Difference>

export const line = (sku: string, quantity: number, place?: string): Line =>
  place === undefined ? { sku, quantity } : { sku, quantity, place }
export const moved = (sku: string, quantity: number, place = "main"): StockEvent.Moved => ({
  sku,
  place,
  quantity,
})
export const differed = (sku: string, delta: number, place = "main"): StockEvent.Differed => ({
  sku,
  place,
  delta,
})

const commandId = "c"
const until = (expiresAt?: number) => (expiresAt === undefined ? {} : { expiresAt })
const some = (lines: Lines) => (lines.length > 0 ? { lines } : undefined)

export const receive = (...lines: Lines): CommandOf<"Receive"> => ({
  _tag: "Receive",
  commandId,
  lines,
})
export const giveBack = (...lines: Lines): CommandOf<"Return"> => ({
  _tag: "Return",
  commandId,
  lines,
})
export const adjust = (...lines: Differences): CommandOf<"Adjust"> => ({
  _tag: "Adjust",
  commandId,
  lines,
})
export const hold = (holdId: string, ...lines: Lines): CommandOf<"Hold"> => ({
  _tag: "Hold",
  commandId,
  holdId,
  lines,
})
/** A hold that ends at an instant. */
export const holdUntil = (
  expiresAt: number,
  holdId: string,
  ...lines: Lines
): CommandOf<"Hold"> => ({ ...hold(holdId, ...lines), expiresAt })
/** Without an instant for good. */
export const extend = (holdId: string, expiresAt?: number): CommandOf<"Extend"> => ({
  _tag: "Extend",
  commandId,
  holdId,
  ...until(expiresAt),
})
/** Without lines all that is open. */
export const release = (holdId: string, ...lines: Lines): CommandOf<"Release"> => ({
  _tag: "Release",
  commandId,
  holdId,
  ...some(lines),
})
/** Without lines all that is open. */
export const ship = (holdId: string, ...lines: Lines): CommandOf<"Ship"> => ({
  _tag: "Ship",
  commandId,
  holdId,
  ...some(lines),
})

/** Units that go from one account to another. */
export const move = (...lines: ReadonlyArray<StockCommand.Movement>): CommandOf<"Move"> => ({
  _tag: "Move",
  commandId,
  lines,
})

type MovedLines = ReadonlyArray<StockEvent.Moved>
export const received = (...lines: MovedLines): EventOf<"Received"> => ({ _tag: "Received", lines })
export const returned = (...lines: MovedLines): EventOf<"Returned"> => ({ _tag: "Returned", lines })
export const held = (holdId: string, ...lines: MovedLines): EventOf<"Held"> => ({
  _tag: "Held",
  holdId,
  lines,
})
export const heldUntil = (
  expiresAt: number,
  holdId: string,
  ...lines: MovedLines
): EventOf<"Held"> => ({ ...held(holdId, ...lines), expiresAt })
export const extended = (
  holdId: string,
  expiresAt: number | undefined,
  ...lines: MovedLines
): EventOf<"Extended"> => ({ _tag: "Extended", holdId, lines, ...until(expiresAt) })
export const expired = (at: number, ...lines: MovedLines): EventOf<"Expired"> => ({
  _tag: "Expired",
  at,
  lines,
})
export const released = (holdId: string, ...lines: MovedLines): EventOf<"Released"> => ({
  _tag: "Released",
  holdId,
  lines,
})
export const shipped = (holdId: string, ...lines: MovedLines): EventOf<"Shipped"> => ({
  _tag: "Shipped",
  holdId,
  lines,
})
export const adjusted = (...lines: ReadonlyArray<StockEvent.Differed>): EventOf<"Adjusted"> => ({
  _tag: "Adjusted",
  lines,
})

export const bookOf = (...events: ReadonlyArray<Event>): StockBook.Book =>
  events.reduce(StockEvolution.evolve, StockBook.empty)

export const given = (...events: ReadonlyArray<Event>) => ({
  ...asked(0, events),
  /** Asked at an instant. */
  at: (now: number) => asked(now, events),
})

const asked = (now: number, events: ReadonlyArray<Event>) => ({
  when: (command: Command) => {
    const decision = StockDecision.decide({ ...bookOf(...events), now }, command)
    return {
      tells: (...expected: ReadonlyArray<Event>): void =>
        assert.deepStrictEqual(Result.getOrUndefined(decision), expected),
      refuses: (expected: StockRefusal): void => {
        assert.isTrue(Result.isFailure(decision), "it was not refused")
        // Field by field: two errors compare as equal where only their messages are.
        if (Result.isFailure(decision))
          assert.deepStrictEqual(fieldsOf(decision.failure), fieldsOf(expected))
      },
    }
  },
})

const fieldsOf = ({ ...fields }: StockRefusal) => fields
