/**
 * What rules may ask of an order. Pure.
 *
 * @module
 */
import { Result } from "effect"

import type { Personal } from "../../channels/OrderTerms.ts"
import { FulfilledBy, Payment } from "../../channels/OrderTerms.ts"
import type { Instant } from "../../kernel/Calendar.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import * as Money from "../../kernel/Money.ts"
import * as Fact from "../../rules/Fact.ts"
import * as Facts from "../../rules/Facts.ts"
import * as Order from "../Order.ts"
import * as OrderTotals from "../OrderTotals.ts"

const personal = { personal: true, changeable: true } as const

/**
 * The declared facts of an order. A fact that the channel does not give is missing, and a rule that
 * needs it cannot say no: that is why an order without a phone can be held.
 *
 * Personal facts stand in no trace: only keyed hashes of them do.
 */
export const declared = Facts.make({
  channel: Fact.text(),
  account: Fact.text(),
  market: Fact.text(),
  fulfilledBy: Fact.oneOf(FulfilledBy.literals),
  payment: Fact.oneOf(Payment.literals, { changeable: true }),
  placedAt: Fact.instant(),
  shipBy: Fact.instant(),

  /** What the buyer pays for goods, shipping and taxes together. */
  total: Fact.money(),
  goods: Fact.money(),
  discount: Fact.money(),
  shipping: Fact.money(),
  isCashOnDelivery: Fact.boolean({ changeable: true }),
  /** What the courier is to collect; zero where nothing is. */
  collect: Fact.money(),
  /** What is left of the goods' price after discount and cost, as a share of it. */
  margin: Fact.decimal(),

  units: Fact.integer({ least: 0 }),
  lines: Fact.rows({
    /** As the channel calls it. */
    sku: Fact.text(),
    quantity: Fact.integer({ least: 1 }),
    unitPrice: Fact.money(),
    total: Fact.money(),
  }),

  country: Fact.text(),
  isPickup: Fact.boolean(),
  /** Street, house and what else stands above the city. */
  address: Fact.text(personal),
  /** Letters and digits of the address. */
  addressLength: Fact.integer({ least: 0, changeable: true }),
  addressHasNumber: Fact.boolean({ changeable: true }),
  /** The channel hides a part of it. */
  addressIsMasked: Fact.boolean(),
  /** Nothing is hidden, or a token of the channel that has not expired or its own label says it. */
  addressIsReadable: Fact.boolean(),
  city: Fact.text(personal),
  region: Fact.text(personal),
  postcode: Fact.text(personal),
  recipient: Fact.text(personal),
  phone: Fact.text(personal),
  email: Fact.text(personal),
  /** What the buyer wrote; empty where it is nothing. */
  remark: Fact.text({ personal: true }),
  giftNote: Fact.text({ personal: true }),

  /**
   * Whether the buyer, the phone, the e-mail or the door is on the list. Of who leaves none of these
   * nobody knows it, nor other orders, nor refusals.
   */
  isBlacklisted: Fact.boolean(),
  /** Other orders of the same buyer, phone, e-mail or door that were looked at before. */
  others: Fact.rows({
    /** Whole minutes between the two orders, whichever was first. */
    minutesApart: Fact.integer({ least: 0 }),
    total: Fact.money(),
  }),
  /** How often such a buyer's parcels came back unclaimed. */
  refusals: Fact.integer({ least: 0 }),
})

/** What rules are asked about. */
export type OrderSubject = Facts.Subject<(typeof declared)["fields"]>

/** Another order of the same buyer. */
export interface Other {
  /** Whether it was looked at after this one was looked at for the last time. */
  readonly isLater?: boolean
  readonly placedAt: Instant
  readonly total: Money.Money
}

/** What is known of the buyer of an order. */
export interface Standing {
  readonly isBlacklisted: boolean
  readonly others: ReadonlyArray<Other>
  readonly refusals: number
}

/** What facts are read off beside an order. */
export interface Known {
  /** The instant of the decision. */
  readonly at: Instant
  readonly said?: Personal | undefined
  /** Absent where the buyer leaves nothing to be known again by. */
  readonly standing?: Standing | undefined
  /** What the goods cost us. */
  readonly cost?: Money.Money | undefined
}

/**
 * Reads the facts off an order and what is known of it. What an earlier review said of the order is no
 * fact: rules that ask for what rules say would answer otherwise the second time.
 */
export const of = (order: Order.Order, { at, said, standing, cost }: Known): OrderSubject => {
  const { currency, placedAt } = order
  const totals = OrderTotals.of(order)
  const recipient = said?.recipient
  const address = recipient === undefined ? undefined : recipient.lines.join("\n")
  return {
    channel: order.channel,
    account: order.account,
    market: order.market,
    fulfilledBy: senderOf(order),
    payment: order.payment,
    placedAt,
    shipBy: order.shipBy,
    total: totals.total,
    goods: totals.goods,
    discount: totals.discount,
    shipping: totals.shipping,
    isCashOnDelivery: order.collect !== undefined,
    collect: Money.of(order.collect ?? 0, currency),
    margin: cost === undefined ? undefined : marginOf(totals, cost),
    units: order.lines.reduce((sum, line) => sum + Order.shown(line), 0),
    lines: order.lines.flatMap((line, i) => {
      const quantity = Order.shown(line)
      const { sku } = line
      const unitPrice = Money.of(line.unitPrice, currency)
      return quantity > 0 ? [{ sku, quantity, unitPrice, total: totals.lines[i]?.total }] : []
    }),
    country: order.country ?? recipient?.country,
    isPickup: order.pickupPoint !== undefined,
    address,
    addressLength: address?.replace(/[^\p{L}\p{N}]/gu, "").length,
    addressHasNumber: address === undefined ? undefined : /\p{N}/u.test(address),
    addressIsMasked: recipient === undefined ? undefined : recipient.masked === true,
    addressIsReadable:
      recipient === undefined
        ? undefined
        : recipient.masked !== true ||
          order.label === "channel" ||
          (recipient.token !== undefined && at < (recipient.token.expiresAt ?? Infinity)),
    city: recipient?.city,
    region: recipient?.region,
    postcode: recipient?.postcode,
    recipient: recipient?.name,
    phone: recipient?.phone,
    email: recipient?.email,
    remark: said?.remark ?? "",
    giftNote: said?.giftNote ?? "",
    isBlacklisted: standing?.isBlacklisted,
    others: standing?.others.map((other) => ({
      minutesApart: Math.floor(Math.abs(placedAt - other.placedAt) / 60_000),
      total: other.total,
    })),
    refusals: standing?.refusals,
  }
}

/** Who sends: ours where a line is, as those who send have to know the most. */
const senderOf = ({ lines, fulfilledBy = "us" }: Order.Order): FulfilledBy => {
  const shown = lines.filter((line) => Order.shown(line) > 0)
  const senders = new Set(shown.map((line) => line.fulfilledBy ?? fulfilledBy))
  return FulfilledBy.literals.find((sender) => senders.has(sender)) ?? fulfilledBy
}

/** Of goods that cost the buyer nothing there is no margin, and of two currencies none is reckoned. */
const marginOf = (
  { goods, discount }: OrderTotals.Amounts,
  cost: Money.Money,
): Decimal.Decimal | undefined => {
  const price = Result.getOrThrow(Money.minus(goods, discount))
  const left = Money.minus(price, cost)
  return Result.isFailure(left) || !price.amount.isPositive() || price.amount.isZero()
    ? undefined
    : Decimal.divide(left.success.amount, price.amount, 4, "halfEven").quotient
}
