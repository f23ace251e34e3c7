/**
 * Moments of a customer beside their trade: what they looked at, joined in, asked and complained
 * of, through any channel.
 *
 * @module
 */
import { Equal, Order, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import { OrderKey } from "../../orders/OrderCommand.ts"
import { ShortId } from "../../orders/OrderRef.ts"
import * as HashedValue from "../linkage/HashedValue.ts"
import type { Hash } from "./Kept.ts"
import * as PersonalPolicy from "./PersonalPolicy.ts"

const header = {
  /**
   * Unique: a moment that is told again counts once. It is in the journal for ever, so it must hold
   * nothing personal, such as a phone number.
   */
  eventId: Id.Id,
  channel: ShortId,
  /** When it happened, in epoch milliseconds. */
  occurredAt: Calendar.Instant,
}

/** How somebody talked to us. */
export const InteractionKind = Schema.Literals([
  "chat",
  "ticket",
  "complaint",
  "suggestion",
  "call",
])
/** How somebody talked to us. */
export type InteractionKind = typeof InteractionKind.Type

/**
 * A moment of a customer.
 *
 * - `Viewed`: they looked at an item.
 * - `Clicked`: they followed something that we showed, such as an advertisement.
 * - `Joined`: they took part in a campaign.
 * - `Interacted`: they talked to us. `caseId` is that of the ticket or chat; `text` is personal.
 *
 * When the person is erased, `text` goes, and of `target` and `caseId` a keyed hash is left, since
 * channels put addresses and phone numbers into these.
 */
export const Moment = Schema.TaggedUnion({
  Viewed: { ...header, sku: Id.Sku },
  Clicked: { ...header, target: Id.Id, campaign: Schema.optionalKey(Id.Id) },
  Joined: { ...header, campaign: Id.Id },
  Interacted: {
    ...header,
    kind: InteractionKind,
    caseId: Id.Id,
    isOpen: Schema.Boolean,
    about: Schema.optionalKey(OrderKey),
    text: Schema.optionalKey(Schema.NonEmptyString),
  },
})
/** A moment of a customer. */
export type Moment = typeof Moment.Type

/** A moment as far as it is kept. */
export const Kept = Schema.Struct({
  moment: Moment,
  /** When the text of a talk has to go, in epoch milliseconds. */
  until: Schema.optionalKey(Calendar.Instant),
  /** The digest of the policy that let the text in. */
  policy: Schema.optionalKey(Schema.String),
})
/** A moment as far as it is kept. */
export type Kept = typeof Kept.Type

/**
 * Whether a moment has a text, which is personal.
 *
 * @internal
 */
export const hasText = (moment: Moment): boolean =>
  moment._tag === "Interacted" && moment.text !== undefined

/**
 * What is left of a moment at an instant, by the policies of now: never more than there was.
 *
 * @example
 * ```ts
 * import { Moment, PersonalPolicy } from "entrepot/customers"
 *
 * const asked = { eventId: "i1", channel: "chat", occurredAt: 0, kind: "complaint" } as const
 * const talk = { ...asked, _tag: "Interacted", caseId: "t-9", isOpen: true, text: "it broke" } as const
 * const policy = { ...PersonalPolicy.open("chat"), otherwise: { keep: "clear", days: 1 } } as const
 * const texts = [0, 86_400_000].map((at) => Moment.left({ moment: talk }, [policy], at))
 * console.log(texts.map(({ moment }) => Moment.hasText(moment)))
 * ```
 * ```text
 * [ true, false ]
 * ```
 */
export const left = (
  { moment, until, policy, ...rest }: Kept,
  policies: ReadonlyArray<PersonalPolicy.PersonalPolicy>,
  at: Calendar.Instant,
): Kept => {
  if (!hasText(moment)) return { ...rest, moment }
  const known = PersonalPolicy.ofChannel(policies, moment.channel)
  const keeping = PersonalPolicy.keepingOf(known, "talk")
  const mark = PersonalPolicy.digest(known)
  const end =
    policy === mark
      ? until
      : PersonalPolicy.earlier(until, PersonalPolicy.endOf(keeping, moment.occurredAt))
  if (keeping.keep !== "clear" || (end !== undefined && end <= at))
    return { ...rest, moment: withoutText(moment) }
  return { ...rest, moment, policy: mark, ...(end === undefined ? {} : { until: end }) }
}

/**
 * What may be kept of a moment at an instant: the text of a talk is gone when its time is over.
 *
 * @internal
 */
export const lapse = (
  { moment, until = Infinity }: Pick<Kept, "moment" | "until">,
  at: Calendar.Instant,
): Pick<Kept, "moment"> => ({ moment: until <= at ? withoutText(moment) : moment })

/**
 * The moment without what is personal in it.
 *
 * @example
 * ```ts
 * import { Moment } from "entrepot/customers"
 *
 * const asked = { eventId: "i1", channel: "chat", occurredAt: 0, kind: "complaint" } as const
 * const talk = { ...asked, _tag: "Interacted", caseId: "t-9", isOpen: true, text: "it broke" } as const
 * console.log("text" in Moment.withoutText(talk))
 * ```
 * ```text
 * false
 * ```
 */
export const withoutText = (moment: Moment): Moment => {
  if (moment._tag !== "Interacted") return moment
  const { text: _, ...rest } = moment
  return rest
}

/**
 * The moment of a person who is erased: ids that a channel gave, which may hold an address or a
 * number, are keyed hashes from now on. What was one case is one still.
 *
 * @example
 * ```ts
 * import { Moment } from "entrepot/customers"
 *
 * const header = { eventId: "k1", channel: "web", occurredAt: 0 }
 * const target = "https://shop.example/sale?email=ada@example.com"
 * const clicked = { _tag: "Clicked", ...header, target } as const
 * console.log(Moment.erased(clicked, (text) => `hash of ${text.length} letters`))
 * ```
 * ```text
 * {
 *   _tag: 'Clicked',
 *   eventId: 'k1',
 *   channel: 'web',
 *   occurredAt: 0,
 *   target: 'hmac:hash of 54 letters'
 * }
 * ```
 */
export const erased = (moment: Moment, hash: Hash): Moment => {
  const left = withoutText(moment)
  const hashed = (name: string, value: string) => HashedValue.of(hash(`${name}\n${value}`))
  switch (left._tag) {
    case "Clicked":
      return { ...left, target: hashed("target", left.target) }
    case "Interacted":
      return { ...left, caseId: hashed("caseId", left.caseId) }
    case "Viewed":
    case "Joined":
      return left
  }
}

/**
 * Whether a moment is the one that is known, as far as that can be compared: its text may be gone
 * by now, and so may the person.
 *
 * @internal
 */
export const isSame = (known: Moment, told: Moment, hash: Hash): boolean =>
  Equal.equals(known, told) ||
  (!hasText(known) &&
    [withoutText(told), erased(told, hash)].some((left) => Equal.equals(known, left)))

/** The latest first; of two at once by id, so that no two are equal. */
export const latestFirst: Order.Order<Pick<Moment, "occurredAt" | "eventId">> = Order.combine(
  Order.mapInput(Order.flip(Order.Number), ({ occurredAt }) => occurredAt),
  Order.mapInput(Order.flip(Order.String), ({ eventId }) => eventId),
)
