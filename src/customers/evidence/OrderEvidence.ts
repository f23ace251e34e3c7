/**
 * What an order of the desk says of its buyer. Pure.
 *
 * @module
 */
import type { Personal } from "../../channels/OrderTerms.ts"
import * as Digest from "../../kernel/Digest.ts"
import type { Order } from "../../orders/Order.ts"
import { orderName, type OrderRef } from "../../orders/OrderRef.ts"
import type { Evidence } from "./Evidence.ts"
import type { Identifier } from "./Identifier.ts"

/**
 * The id of the record of what an order says of its buyer: always the same, and short.
 *
 * @example
 * ```ts
 * import { OrderEvidence } from "entrepot/customers"
 *
 * console.log(OrderEvidence.recordIdOf({ channel: "web", account: "de", externalId: "7" }))
 * ```
 * ```text
 * order-d474ecf36fd03662ddc3af805fa49974
 * ```
 */
export const recordIdOf = (order: Omit<OrderRef, "kind">): string =>
  `order-${Digest.sha256(orderName({ ...order, kind: "order" })).slice(0, 32)}`

/**
 * The evidence of an order: the channel's id for its customer, and who gets the goods.
 *
 * An id of the customer means something at the account that sold, or at the whole channel where the
 * order's `customerScope` says so. A token of a masked address is the account's: Taobao gives a buyer
 * another one for each seller, app and natural week, and the token's `scope` names app and week. It
 * counts while it is valid.
 *
 * A phone that the marketplace lent (`phoneIsVirtual`) is handed on as one, and identifies nobody.
 *
 * Who gets a gift is somebody else: of an order that says it is one, the channel's id is all.
 *
 * @example
 * ```ts
 * import { OrderEvidence } from "entrepot/customers"
 *
 * const order = {
 *   channel: "web",
 *   account: "de",
 *   externalId: "7",
 *   kind: "order",
 *   placedAt: 0,
 *   customerRef: "c-12",
 * } as const
 * const recipient = { phone: "0151 23456789", lines: ["Elm St. 5"], country: "DE" }
 * const { identifiers } = OrderEvidence.of(order, { recipient })
 * console.log(identifiers.map(({ _tag }) => _tag).join(", "))
 * ```
 * ```text
 * Account, Phone, AddressLine
 * ```
 */
export const of = (
  order: OrderRef & Pick<Order, "placedAt" | "customerRef" | "customerScope" | "isGift">,
  personal: Personal = {},
): Evidence => {
  const isGift = order.isGift === true || personal.giftNote !== undefined
  const recipient = isGift ? undefined : personal.recipient
  const { channel, account, customerRef, customerScope = "account", placedAt } = order
  const atSeller = { issuer: channel, seller: account }
  const scope = customerScope === "channel" ? { issuer: channel } : atSeller
  const accounts: ReadonlyArray<Identifier> =
    customerRef === undefined ? [] : [{ _tag: "Account", value: customerRef, scope }]
  const { country, name, phone, phoneIsVirtual, email } = recipient ?? {}
  const { lines = [], city, postcode, token } = recipient ?? {}
  const text = (
    _tag: "Name" | "Email" | "City" | "Postcode",
    value: string | undefined,
  ): ReadonlyArray<Identifier> => (value === undefined ? [] : [{ _tag, value }])
  const forwarding = phoneIsVirtual === undefined ? {} : { isVirtual: phoneIsVirtual }
  const line = lines.join(" ")
  const expiry = token?.expiresAt === undefined ? {} : { expiresAt: token.expiresAt }
  return {
    recordId: recordIdOf(order),
    observedAt: placedAt,
    ...(country === undefined ? {} : { country }),
    identifiers: [
      ...accounts,
      ...text("Name", name),
      ...(phone === undefined ? [] : [{ _tag: "Phone" as const, value: phone, ...forwarding }]),
      ...text("Email", email),
      ...(line === "" ? [] : [{ _tag: "AddressLine" as const, value: line }]),
      ...text("City", city),
      ...text("Postcode", postcode),
      ...(token === undefined
        ? []
        : [
            {
              _tag: "Token" as const,
              value: token.value,
              scope: { ...atSeller, window: token.scope, ...expiry },
            },
          ]),
    ],
  }
}
