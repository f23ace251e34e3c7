/** Commands of any room as values, drawn or given. */
import type { Effect } from "effect"
import type { StockLedgerShape } from "entrepot/stock"
import fc from "fast-check"

/** A command of any room, to be sent under an id to a ledger. */
export interface Command {
  readonly name: string
  readonly send: (
    ledger: StockLedgerShape,
    commandId: string,
  ) => Effect.Effect<unknown, { readonly _tag: string; readonly message: string }>
}

type Method<I> = (
  ledger: StockLedgerShape,
) => (input: I) => Effect.Effect<unknown, { readonly _tag: string; readonly message: string }>

/** A command with this input; its id comes when it is sent. */
export const given = <I extends { readonly commandId: string }>(
  name: string,
  method: Method<I>,
  input: I,
): Command => ({
  name: `${name} ${JSON.stringify(input)}`,
  send: (ledger, commandId) => method(ledger)({ ...input, commandId }),
})

/** A command with any of these inputs. */
export const command = <I extends { readonly commandId: string }>(
  name: string,
  method: Method<I>,
  input: fc.Arbitrary<I>,
): fc.Arbitrary<Command> => input.map((body) => given(name, method, body))

/** Commands that belong together, one after another; others come between. */
export type Flow = ReadonlyArray<Command>

/** Commands that belong together. */
export const flow = (...commands: ReadonlyArray<fc.Arbitrary<Command>>): fc.Arbitrary<Flow> =>
  fc.tuple(...commands)
