/**
 * The methods of a room that change something: each takes one kind of command.
 *
 * @module
 */
import { Effect, type Schema } from "effect"

import * as Input from "./Input.ts"
import type { Transaction } from "./Transaction.ts"
import type { CommandError, CommandHeader, Outcome, TransactorShape } from "./Transactor.ts"

/** What a caller hands in for a command: all of it but the tag, which the method stands for. */
export type CommandInput<S extends Schema.Constraint> = Omit<Schema.Codec.Encoded<S>, "_tag">

/** A command of a room as a method. */
export type CommandMethod<S extends Schema.Constraint, A, E> = (
  input: CommandInput<S>,
) => Effect.Effect<Outcome<A>, E | CommandError>

/** The schemas of a room's commands, by their tags. */
export type CommandCases<Tag extends PropertyKey> = {
  readonly [_ in Tag]: Schema.Codec<CommandHeader & { readonly _tag: string }, unknown>
}

/** A room's commands, and the one program that carries any of them out. */
export interface CommandRoom<Cases extends CommandCases<keyof Cases>, A, E> {
  /** Names the room in `InputInvalid`. */
  readonly service: string
  readonly cases: Cases
  /** Keeps answers in receipts. */
  readonly answer: Schema.Codec<A, Schema.Json>
  /** Decides a decoded command and writes what follows. */
  readonly post: (command: Cases[keyof Cases]["Type"]) => Effect.Effect<A, E, Transaction>
}

/**
 * Makes the methods of a room over a transactor: input is decoded first, then runs exactly once for
 * its `commandId`, and answers or refuses as a whole.
 *
 * @example
 * ```ts
 * import { Effect, Schema } from "effect"
 * import { CommandHeader } from "entrepot/kernel"
 * import { commandMethods, Transactor } from "entrepot/store"
 *
 * const Note = Schema.TaggedStruct("Note", { ...CommandHeader.fields, text: Schema.String })
 * const take = Effect.map(Transactor, (transactor) =>
 *   commandMethods(transactor, {
 *     service: "Notes",
 *     cases: { Note },
 *     answer: Schema.Int,
 *     post: ({ text }) => Effect.succeed(text.length),
 *   })("take", "Note"),
 * )
 * ```
 */
export const commandMethods =
  <Cases extends CommandCases<keyof Cases>, A, E>(
    transactor: TransactorShape,
    { service, cases, answer, post }: CommandRoom<Cases, A, E>,
  ) =>
  <Tag extends keyof Cases & string>(name: string, tag: Tag): CommandMethod<Cases[Tag], A, E> => {
    const decode = Input.decoder<Cases[Tag]["Type"], unknown>(`${service}.${name}`, cases[tag])
    return (input) => {
      // The verb belongs to the body: one id must not release once and ship the other time.
      const body = { _tag: tag, ...input }
      return Effect.flatMap(decode(body), (command) =>
        transactor.transact({ ...command, body, answer }, post(command)),
      )
    }
  }
