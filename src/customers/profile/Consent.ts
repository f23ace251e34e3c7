/**
 * Consents: what somebody may be written to for, and by which means, as of what they last said. Pure.
 *
 * @module
 */
import { Order, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"

/**
 * What somebody said about one purpose, such as `newsletter`, by one means, such as `email` or `sms`.
 *
 * `proof` names where it is kept that they said so: it is kept as long as the journal, so it holds
 * nothing personal.
 */
export const Statement = Schema.Struct({
  /** Unique: a statement that comes again counts once. */
  statementId: Id.Id,
  purpose: Id.Id,
  means: Id.Id,
  standing: Schema.Literals(["given", "withdrawn"]),
  /** When they said so, in epoch milliseconds. */
  at: Calendar.Instant,
  proof: Id.Id,
})
/** What somebody said about one purpose by one means. */
export type Statement = typeof Statement.Type

/** How consent stands for a purpose by a means: the statement that decides it. */
export type Standing = Statement

const latestFirst: Order.Order<Statement> = Order.combineAll<Statement>([
  Order.mapInput(Order.flip(Order.Number), ({ at }) => at),
  // Of two said at once the stricter counts.
  Order.mapInput(Order.Boolean, ({ standing }) => standing === "given"),
  Order.mapInput(Order.String, ({ statementId }) => statementId),
])

const bySubject: Order.Order<Statement> = Order.combine(
  Order.mapInput(Order.String, ({ purpose }) => purpose),
  Order.mapInput(Order.String, ({ means }) => means),
)

/** The ids of both hold no NUL, so no two subjects have one text. */
const subjectOf = ({ purpose, means }: Pick<Statement, "purpose" | "means">): string =>
  `${purpose}\u0000${means}`

/**
 * How consent stands by what was said until an instant: for each purpose and means what was said last.
 *
 * @example
 * ```ts
 * import { Consent } from "entrepot/customers"
 *
 * const about = { purpose: "newsletter", means: "email", proof: "form-3" }
 * const said = [
 *   { ...about, statementId: "s1", standing: "given", at: 1 },
 *   { ...about, statementId: "s2", standing: "withdrawn", at: 5 },
 * ] as const
 * console.log(Consent.standings(said, 4)[0]?.standing, Consent.standings(said, 5)[0]?.standing)
 * ```
 * ```text
 * given withdrawn
 * ```
 */
export const standings = (
  statements: ReadonlyArray<Statement>,
  at: Calendar.Instant,
): ReadonlyArray<Standing> =>
  [
    ...Map.groupBy(
      statements.filter((statement) => statement.at <= at),
      subjectOf,
    ).values(),
  ]
    .flatMap((said) => said.toSorted(latestFirst).slice(0, 1))
    .toSorted(bySubject)

/**
 * How consent stands for one who is several: what one of them withdrew is withdrawn for all, whatever
 * another said later, since the merge may be wrong. Who was never asked does not count. A statement made
 * to the customer is told of each of their records, and so gives again what was withdrawn.
 *
 * @example
 * ```ts
 * import { Consent } from "entrepot/customers"
 *
 * const about = { purpose: "newsletter", means: "email", proof: "form-3" }
 * const web = [{ ...about, statementId: "s1", standing: "withdrawn", at: 1 }] as const
 * const till = [{ ...about, statementId: "s2", standing: "given", at: 5 }] as const
 * console.log(Consent.strictest([web, till].map((said) => Consent.standings(said, 9)))[0]?.standing)
 * ```
 * ```text
 * withdrawn
 * ```
 */
export const strictest = (parts: ReadonlyArray<ReadonlyArray<Standing>>): ReadonlyArray<Standing> =>
  [...Map.groupBy(parts.flat(), subjectOf).values()]
    .flatMap((said) => said.toSorted(strictestFirst).slice(0, 1))
    .toSorted(bySubject)

const strictestFirst: Order.Order<Standing> = Order.combine(
  Order.mapInput(Order.Boolean, ({ standing }) => standing === "given"),
  latestFirst,
)

/** Whether somebody may be written to for a purpose by a means: only where they said yes. */
export const allows = (
  standing: ReadonlyArray<Standing>,
  { purpose, means }: Pick<Statement, "purpose" | "means">,
): boolean =>
  standing.some((one) => one.purpose === purpose && one.means === means && one.standing === "given")
