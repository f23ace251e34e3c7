/**
 * What may be kept of a person, by the channel that it came from: in clear, as a keyed hash or not at
 * all, and for how long. Pure.
 *
 * @module
 */
import { Order, Result, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Digest from "../../kernel/Digest.ts"
import { ShortId } from "../../orders/OrderRef.ts"
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
  /** Raised by whoever changes the policy. */
  version: Schema.Int.check(Schema.isGreaterThan(0)),
  /**
   * By field, such as `phone`; the portrait is the field `portrait`, and the text of a talk `talk`. Of
   * these two a hash is of no use, and nothing is kept.
   */
  fields: Schema.Array(Schema.Struct({ field: FieldName, ...Keeping.fields })),
  /** Of every other field. */
  otherwise: Keeping,
}).annotate({ title: "PersonalPolicy" })
/** What a channel lets us keep. */
export type PersonalPolicy = typeof PersonalPolicy.Type

/** Of a channel without a policy: all in clear, without end. */
export const open = (channel: string): PersonalPolicy => ({
  channel,
  version: 1,
  fields: [],
  otherwise: { keep: "clear" },
})

/** How a policy keeps a field. */
export const keepingOf = ({ fields, otherwise }: PersonalPolicy, field: FieldName): Keeping =>
  fields.find((one) => one.field === field) ?? otherwise

/** The policy of a channel; everything may be kept where none is set. */
export const ofChannel = (
  policies: ReadonlyArray<PersonalPolicy>,
  channel: string,
): PersonalPolicy => policies.find((one) => one.channel === channel) ?? open(channel)

/** A text that two policies share where they let in the same. */
export const digest = ({ fields, otherwise }: PersonalPolicy): string => {
  const byName = Order.mapInput(Order.String, ({ field }: { readonly field: FieldName }) => field)
  const text = Digest.canonicalJson({ fields: fields.toSorted(byName), otherwise })
  return Digest.sha256(text).slice(0, 16)
}

/** When what was said at an instant has to go, in epoch milliseconds; absent where it may stay. */
export const endOf = ({ days }: Keeping, saidAt: Calendar.Instant): Calendar.Instant | undefined =>
  days === undefined ? undefined : saidAt + days * Calendar.dayMillis

/** The earlier of two ends; absent where neither is. */
export const earlier = (
  a: Calendar.Instant | undefined,
  b: Calendar.Instant | undefined,
): Calendar.Instant | undefined => (a === undefined || b === undefined ? (a ?? b) : Math.min(a, b))

/** Why a policy cannot be followed: it names a field twice. */
export class PolicyUnclear extends Schema.TaggedError<PolicyUnclear>()("PolicyUnclear", {
  channel: Schema.String,
  field: Schema.String,
}) {
  override get message(): string {
    return `the policy of ${JSON.stringify(this.channel)} names the field ${JSON.stringify(this.field)} twice`
  }
}

/** Whether a policy can be followed. */
export const check = (policy: PersonalPolicy): Result.Result<PersonalPolicy, PolicyUnclear> => {
  const { channel, fields } = policy
  const twice = fields.find(({ field }, i) => fields.findIndex((one) => one.field === field) < i)
  return twice === undefined
    ? Result.succeed(policy)
    : Result.fail(new PolicyUnclear({ channel, field: twice.field }))
}
