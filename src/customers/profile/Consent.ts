/**
 * Consents: what somebody may be written to for, and by which means, as of what they last said.
 * Pure.
 *
 * @module
 */
import { Order, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as ConsentHolding from "./ConsentHolding.ts"

/**
 * What somebody said about one purpose, such as `newsletter`, by one means, such as `email` or
 * `sms`.
 *
 * `proof` names where it is kept that they said so: it is kept as long as the journal, so it holds
 * nothing personal.
 */
export const Statement = Schema.Struct({
  /** Unique: a statement that comes again counts once. */
  statementId: Id.Id,
  purpose: Id.Id,
  /** One of `BaseFacts.knownMeans`: those that contacts have. */
  means: Id.Id,
  standing: Schema.Literals(["given", "withdrawn"]),
  /** When they said so, in epoch milliseconds. */
  at: Calendar.Instant,
  proof: Id.Id,
})
/** What somebody said about one purpose by one means. */
export type Statement = typeof Statement.Type

/** A statement as it was heard. It counts of a customer as {@link ofRecords} says. */
export const Told = Schema.Struct({
  /** The record with which the word came. */
  recordId: Id.Id,
  /** The records that were one customer with it then, itself among them until it is withdrawn. */
  recordIds: Schema.Array(Id.Id),
  /** Those of them that a decision by hand parted from it, and by which. */
  parted: Schema.optionalKey(Schema.Array(ConsentHolding.Parted)),
  /** When we heard of it, in epoch milliseconds; it may be later than it was said. */
  recordedAt: Calendar.Instant,
  statement: Statement,
})
/** A statement as it was heard. */
export type Told = typeof Told.Type

/** How consent stands for a purpose by a means: the statement that decides it. */
export type Standing = Statement

/** A statement, and when we heard of it, where that is known. */
export interface Heard extends Statement {
  /** Epoch milliseconds. */
  readonly recordedAt?: Calendar.Instant
}

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

/** A no counts as soon as it is heard, though a clock that is ahead stamped it. */
const countsFrom = ({ standing, at, recordedAt = at }: Heard): Calendar.Instant =>
  standing === "withdrawn" ? Math.min(at, recordedAt) : at

/**
 * How consent stands by what was said until an instant: for each purpose and means what was said
 * last. A no that was heard before the instant at which it says that it was said counts from then
 * on.
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
  statements: ReadonlyArray<Heard>,
  at: Calendar.Instant,
): ReadonlyArray<Standing> =>
  [
    ...Map.groupBy(
      statements.filter((statement) => countsFrom(statement) <= at),
      subjectOf,
    ).values(),
  ]
    .flatMap((said) => said.toSorted(latestFirst).slice(0, 1))
    .map(({ recordedAt: _, ...statement }) => statement)
    .toSorted(bySubject)

/**
 * How consent stands for one who is several: what one of them withdrew is withdrawn for all,
 * whatever another said later, since the merge may be wrong. Who was never asked does not count.
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

/**
 * What was said of each of the records that are one customer's. A statement counts of the record
 * with which it came and of those that were one customer with it then: a yes as long as they are,
 * so a yes of the whole customer gives again what one of them withdrew; a no for good, whatever
 * becomes of them. After a wrong merge was taken back each has what they would have had without it
 * (`ConsentHolding.decided`).
 *
 * @example
 * ```ts
 * import { Consent } from "entrepot/customers"
 *
 * const about = { purpose: "newsletter", means: "email", proof: "form-3", at: 1 }
 * const told: ReadonlyArray<Consent.Told> = [
 *   {
 *     recordId: "web-1",
 *     recordIds: ["web-1", "till-1"],
 *     recordedAt: 1,
 *     statement: { ...about, statementId: "s1", standing: "given" },
 *   },
 * ]
 * const [web, till, app] = Consent.ofRecords(told, ["web-1", "till-1", "app-1"])
 * console.log(web?.length, till?.length, app?.length, Consent.ofRecords(told, ["till-1"])[0]?.length)
 * ```
 * ```text
 * 1 1 0 0
 * ```
 */
export const ofRecords = (
  told: ReadonlyArray<Told>,
  recordIds: ReadonlyArray<string>,
): ReadonlyArray<ReadonlyArray<Heard>> => {
  const own = new Set(recordIds)
  const counting = told
    .filter((one) => ConsentHolding.of(one).some((id) => own.has(id)))
    .map((one) => ({
      about: new Set(ConsentHolding.about(one)),
      heard: { ...one.statement, recordedAt: one.recordedAt },
    }))
  return recordIds.map((id) =>
    counting.filter(({ about }) => about.has(id)).map(({ heard }) => heard),
  )
}

/**
 * How consent stands for the customer whose are some records, by what was said until an instant.
 *
 * @example
 * ```ts
 * import { Consent } from "entrepot/customers"
 *
 * const about = { purpose: "newsletter", means: "email", proof: "form-3" }
 * const told: ReadonlyArray<Consent.Told> = [
 *   {
 *     recordId: "web-1",
 *     recordIds: ["web-1"],
 *     recordedAt: 1,
 *     statement: { ...about, statementId: "s1", standing: "withdrawn", at: 1 },
 *   },
 *   {
 *     recordId: "till-1",
 *     recordIds: ["till-1", "web-1"],
 *     recordedAt: 5,
 *     statement: { ...about, statementId: "s2", standing: "given", at: 5 },
 *   },
 * ]
 * for (const recordIds of [["web-1", "till-1"], ["web-1"]])
 *   console.log(Consent.ofCustomer(told, recordIds, 9)[0]?.standing)
 * ```
 * ```text
 * given
 * withdrawn
 * ```
 */
export const ofCustomer = (
  told: ReadonlyArray<Told>,
  recordIds: ReadonlyArray<string>,
  at: Calendar.Instant,
): ReadonlyArray<Standing> =>
  strictest(ofRecords(told, recordIds).map((said) => standings(said, at)))

/**
 * How consent stands for contacts of the customer whose are some records, each by the records that
 * have it. A yes is one to the contacts that these records had, and says nothing of an address that
 * came with another record since; what was withdrawn is withdrawn for all of them.
 *
 * @example
 * ```ts
 * import { Consent } from "entrepot/customers"
 *
 * const told: ReadonlyArray<Consent.Told> = [
 *   {
 *     recordId: "web-1",
 *     recordIds: ["web-1"],
 *     recordedAt: 1,
 *     statement: {
 *       statementId: "s1",
 *       purpose: "newsletter",
 *       means: "email",
 *       standing: "given",
 *       at: 1,
 *       proof: "form-3",
 *     },
 *   },
 * ]
 * const standingOf = Consent.ofContacts(told, ["web-1", "till-1"], 9)
 * for (const from of [["web-1"], ["till-1"], ["web-1", "till-1"]])
 *   console.log(from.join(" and "), standingOf(from)[0]?.standing)
 * ```
 * ```text
 * web-1 given
 * till-1 undefined
 * web-1 and till-1 given
 * ```
 */
export const ofContacts = (
  told: ReadonlyArray<Told>,
  recordIds: ReadonlyArray<string>,
  at: Calendar.Instant,
): ((from: ReadonlyArray<string>) => ReadonlyArray<Standing>) => {
  const parts = ofRecords(told, recordIds).map((said) => standings(said, at))
  const partOf = new Map(recordIds.map((id, i) => [id, parts[i] ?? []]))
  const withdrawn = strictest(parts).filter(({ standing }) => standing === "withdrawn")
  return (from) => strictest([withdrawn, ...from.map((id) => partOf.get(id) ?? [])])
}

/**
 * Whether somebody may be written to for a purpose by a means: only where they said yes.
 *
 * @example
 * ```ts
 * import { Consent } from "entrepot/customers"
 *
 * const about = { purpose: "newsletter", means: "email" }
 * const said = { ...about, statementId: "s1", standing: "given", at: 1, proof: "form-3" } as const
 * console.log(Consent.allows([said], about), Consent.allows([said], { ...about, means: "sms" }))
 * ```
 * ```text
 * true false
 * ```
 */
export const allows = (
  standing: ReadonlyArray<Standing>,
  { purpose, means }: Pick<Statement, "purpose" | "means">,
): boolean =>
  standing.some((one) => one.purpose === purpose && one.means === means && one.standing === "given")
