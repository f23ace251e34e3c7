/** Transfers as sentences: given what happened, when this is asked, then it tells or refuses. */
import { assert } from "@effect/vitest"
import { Result } from "effect"
import {
  Transfer,
  type TransferCommand,
  TransferDecision,
  type TransferEvent,
  type TransferRefusal,
} from "entrepot/stock"

type Command = TransferCommand.TransferCommand
type Event = TransferEvent.TransferEvent
type Lines = ReadonlyArray<TransferCommand.TransferLine>

export const transferId = "t1"
const header = { commandId: "c", transferId }

export const line = (sku: string, quantity: number): TransferCommand.TransferLine => ({
  sku,
  quantity,
})

export const plan = (...lines: Lines): Command => ({
  _tag: "Plan",
  ...header,
  from: "main",
  to: "shop",
  lines,
})
/** Without lines all that was planned. */
export const dispatch = (...lines: Lines): Command => ({
  _tag: "Dispatch",
  ...header,
  ...(lines.length > 0 ? { lines } : {}),
})
const documented =
  (_tag: "Receive" | "WriteOff" | "Find") =>
  (document: string, ...lines: Lines): Command => ({ _tag, ...header, document, lines })
export const receive = documented("Receive")
export const writeOff = documented("WriteOff")
export const find = documented("Find")
export const cancel: Command = { _tag: "Cancel", ...header }
export const close: Command = { _tag: "Close", ...header }

export const planned = (...lines: Lines): Event => ({
  _tag: "Planned",
  transferId,
  from: "main",
  to: "shop",
  lines,
})
export const dispatched = (...lines: Lines): Event => ({
  _tag: "Dispatched",
  transferId,
  from: "main",
  to: "shop",
  lines,
})
export const received = (document: string, ...lines: Lines): Event => ({
  _tag: "Received",
  transferId,
  to: "shop",
  document,
  lines,
})
export const writtenOff = (document: string, ...lines: Lines): Event => ({
  _tag: "WrittenOff",
  transferId,
  to: "shop",
  document,
  lines,
})
export const found = (document: string, ...lines: Lines): Event => ({
  _tag: "Found",
  transferId,
  to: "shop",
  document,
  lines,
})
export const cancelled: Event = { _tag: "Cancelled", transferId }
export const closed: Event = { _tag: "Closed", transferId }

export const transferOf = (...events: ReadonlyArray<Event>) =>
  events.reduce<Transfer.Transfer | undefined>(Transfer.evolve, undefined)

export const given = (...events: ReadonlyArray<Event>) => ({
  when: (command: Command) => {
    const decision = TransferDecision.decide(transferOf(...events), command)
    return {
      tells: (...expected: ReadonlyArray<Event>): void =>
        assert.deepStrictEqual(Result.getOrUndefined(decision), expected),
      refuses: (expected: TransferRefusal): void => {
        const { ...fields } = Result.isFailure(decision) ? decision.failure : {}
        const { ...wanted } = expected
        assert.deepStrictEqual<object>(fields, wanted)
      },
    }
  },
})
