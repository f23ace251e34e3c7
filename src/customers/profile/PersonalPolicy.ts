/**
 * What may be kept of a person, by the channel that it came from: in clear, as a keyed hash or not
 * at all, and for how long. Pure.
 *
 * @module
 */
import { Order, Result, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Digest from "../../kernel/Digest.ts"
import { ShortId } from "../../orders/OrderRef.ts"
import * as Evidence from "../evidence/Evidence.ts"
import { FieldName } from "../linkage/LinkRecord.ts"

/** How a field is kept: `hash` can be compared, but tells nothing to who lacks the key. */
export const Keeping = Schema.Struct({
  keep: Schema.Literals(["clear", "hash", "none"]),
  /** Days of 24 hours from when the source said it; without end where absent. */
  days: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
})
/** How a field is kept. */
export type Keeping = typeof Keeping.Type

/** What a channel lets us keep. */
export const PersonalPolicy = Schema.Struct({
  channel: ShortId,
  /** Raised by whoever changes the policy: of a channel each is higher than the one before. */
  version: Schema.Int.check(Schema.isGreaterThan(0)),
  /**
   * By field, such as `phone`, of {@link knownFields}; the portrait is the field `portrait`, and
   * the text of a talk `talk`. Of these two a hash is of no use, and nothing is kept.
   */
  fields: Schema.Array(Schema.Struct({ field: FieldName, ...Keeping.fields })),
  /** Of every other field. */
  otherwise: Keeping,
}).annotate({ title: "PersonalPolicy" })
/** What a channel lets us keep. */
export type PersonalPolicy = typeof PersonalPolicy.Type

/**
 * Of a channel without a policy: all in clear, without end.
 *
 * @example
 * ```ts
 * import { PersonalPolicy } from "entrepot/customers"
 *
 * console.log(PersonalPolicy.keepingOf(PersonalPolicy.open("web"), "phone"))
 * ```
 * ```text
 * { keep: 'clear' }
 * ```
 */
export const open = (channel: string): PersonalPolicy => ({
  channel,
  version: 1,
  fields: [],
  otherwise: { keep: "clear" },
})

/**
 * How a policy keeps a field.
 *
 * @example
 * ```ts
 * import { PersonalPolicy } from "entrepot/customers"
 *
 * const fields = [{ field: "phone", keep: "hash", days: 30 }] as const
 * const policy = { ...PersonalPolicy.open("web"), fields }
 * console.log(["phone", "email"].map((field) => PersonalPolicy.keepingOf(policy, field).keep))
 * ```
 * ```text
 * [ 'hash', 'clear' ]
 * ```
 */
export const keepingOf = ({ fields, otherwise }: PersonalPolicy, field: FieldName): Keeping =>
  fields.find((one) => one.field === field) ?? otherwise

/**
 * The policy of a channel; everything may be kept where none is set.
 *
 * @internal
 */
export const ofChannel = (
  policies: ReadonlyArray<PersonalPolicy>,
  channel: string,
): PersonalPolicy => policies.find((one) => one.channel === channel) ?? open(channel)

/**
 * A text that two policies share where they let in the same.
 *
 * @example
 * ```ts
 * import { PersonalPolicy } from "entrepot/customers"
 *
 * const { open, digest } = PersonalPolicy
 * const none = { ...open("till"), otherwise: { keep: "none" } } as const
 * console.log(digest(open("web")) === digest({ ...open("till"), version: 2 }))
 * console.log(digest(open("till")) === digest(none))
 * ```
 * ```text
 * true
 * false
 * ```
 */
export const digest = ({ fields, otherwise }: PersonalPolicy): string => {
  const byName = Order.mapInput(Order.String, ({ field }: { readonly field: FieldName }) => field)
  const text = Digest.canonicalJson({ fields: fields.toSorted(byName), otherwise })
  return Digest.sha256(text).slice(0, 16)
}

/**
 * When what was said at an instant has to go, in epoch milliseconds; absent where it may stay.
 *
 * @example
 * ```ts
 * import { PersonalPolicy } from "entrepot/customers"
 *
 * console.log(PersonalPolicy.endOf({ keep: "clear", days: 2 }, 1_000))
 * console.log(PersonalPolicy.endOf({ keep: "clear" }, 1_000))
 * ```
 * ```text
 * 172801000
 * undefined
 * ```
 */
export const endOf = ({ days }: Keeping, saidAt: Calendar.Instant): Calendar.Instant | undefined =>
  days === undefined ? undefined : saidAt + days * Calendar.dayMillis

/**
 * The earlier of two ends; absent where neither is.
 *
 * @internal
 */
export const earlier = (
  a: Calendar.Instant | undefined,
  b: Calendar.Instant | undefined,
): Calendar.Instant | undefined => (a === undefined || b === undefined ? (a ?? b) : Math.min(a, b))

/** What a policy can be about. */
export const knownFields: ReadonlyArray<FieldName> = [
  ...Object.values(Evidence.fieldOf),
  "portrait",
  "talk",
]

/** Why a policy cannot be followed: it names a field twice. */
export class PolicyUnclear extends Schema.TaggedError<PolicyUnclear>()("PolicyUnclear", {
  channel: Schema.String,
  field: Schema.String,
}) {
  override get message(): string {
    return `the policy of ${JSON.stringify(this.channel)} names the field ${JSON.stringify(this.field)} twice`
  }
}

/** The policy names a field that there is not: what was meant would be kept as all others are. */
export class PolicyFieldUnknown extends Schema.TaggedError<PolicyFieldUnknown>()(
  "PolicyFieldUnknown",
  { channel: Schema.String, field: Schema.String, known: Schema.Array(Schema.String) },
) {
  override get message(): string {
    const where = `the policy of ${JSON.stringify(this.channel)}`
    return `${where} names the field ${JSON.stringify(this.field)}; there are ${this.known.join(", ")}`
  }
}

/** The policy is not newer than the one in force, such as one that was sent late. */
export class PolicyOutdated extends Schema.TaggedError<PolicyOutdated>()("PolicyOutdated", {
  channel: Schema.String,
  version: Schema.Int,
  inForce: Schema.Int,
}) {
  override get message(): string {
    const policy = `the policy of ${JSON.stringify(this.channel)}`
    return `${policy} has version ${this.version}, and ${this.inForce} is in force`
  }
}

/** Why a policy is not put in force. */
export type PolicyRefusal = PolicyUnclear | PolicyFieldUnknown | PolicyOutdated

/**
 * Whether a policy can be put in force after those that are.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { PersonalPolicy } from "entrepot/customers"
 *
 * const policy: PersonalPolicy.PersonalPolicy = {
 *   channel: "web",
 *   version: 1,
 *   fields: [{ field: "Phone", keep: "none" }],
 *   otherwise: { keep: "clear" },
 * }
 * const checked = PersonalPolicy.check(policy, [])
 * console.log(Result.isFailure(checked) ? checked.failure._tag : "in force")
 * ```
 * ```text
 * PolicyFieldUnknown
 * ```
 */
export const check = (
  policy: PersonalPolicy,
  inForce: ReadonlyArray<PersonalPolicy>,
): Result.Result<PersonalPolicy, PolicyRefusal> => {
  const { channel, version } = policy
  const names = policy.fields.map(({ field }) => field)
  const unknown = names.find((field) => !knownFields.includes(field))
  if (unknown !== undefined)
    return Result.fail(new PolicyFieldUnknown({ channel, field: unknown, known: knownFields }))
  const twice = names.find((field, i) => names.indexOf(field) < i)
  if (twice !== undefined) return Result.fail(new PolicyUnclear({ channel, field: twice }))
  const before = inForce.find((one) => one.channel === channel)
  return before === undefined || version > before.version
    ? Result.succeed(policy)
    : Result.fail(new PolicyOutdated({ channel, version, inForce: before.version }))
}
