/**
 * The rules by which most shops look at their orders, by name and with limits of the shop's own.
 *
 * They are values: take the set as it is, take some of it, or put it into an editor as JSON.
 *
 * @module
 */
import type { Condition } from "../../rules/Condition.ts"
import type { Rule } from "../../rules/Rule.ts"
import type { RuleSet } from "../../rules/RuleSet.ts"
import type { Action } from "./Action.ts"

/** The limits of a shop. Amounts are plain decimal text in {@link Limits.currency}. */
export interface Limits {
  readonly currency: string
  /** Orders that cost more are looked at. */
  readonly value: string
  /** Lines of more units are looked at. */
  readonly lineUnits: number
  /** Two orders of one buyer within so many minutes are looked at. */
  readonly repeatMinutes: number
  /** Cash on delivery above this is looked at, and any of who left a parcel before. */
  readonly collect: string
  /** What has to be left of a price, as a share such as `0.1`. */
  readonly margin: string
  /** An address of fewer letters and digits is odd. */
  readonly addressLength: number
  /** Words in a buyer's remark that a person has to read. */
  readonly remarkWords: ReadonlyArray<string>
}

/** Limits to begin with. */
export const defaults: Limits = {
  currency: "EUR",
  value: "500.00",
  lineUnits: 20,
  repeatMinutes: 30,
  collect: "100.00",
  margin: "0.05",
  addressLength: 6,
  remarkWords: ["urgent", "invoice", "cancel", "gift", "deliver", "wait", "加急", "发票", "备注"],
}

/** Who looks at what. */
export const queues = {
  address: "address",
  remarks: "remarks",
  risk: "risk",
  margin: "margin",
} as const

type Named = Rule<ReadonlyArray<Action>>

const holding = (
  id: string,
  queue: string,
  because: string,
  when: Condition,
  onUnknown: Named["onUnknown"] = "hold",
): Named => ({ id, when, outcome: [{ _tag: "Hold", queue, because }], onUnknown })

/** What the channel sends itself needs no address and no phone of ours. */
const sentByOthers: Condition = {
  _tag: "Compare",
  fact: "fulfilledBy",
  is: "=",
  value: "channel",
}
const byUs = (...of: ReadonlyArray<Condition>): Condition => ({
  _tag: "All",
  of: [{ _tag: "Not", of: sentByOthers }, ...of],
})

/**
 * The named rules under a shop's limits:
 *
 * - `odd-address`: masked without a way to read it, too short, or without a number. Of a masked one
 *   that can be read nobody counts the stars.
 * - `missing-phone`: no courier can call.
 * - `special-remark`: the buyer wrote something that a person has to read.
 * - `blacklisted-customer`: the buyer, the phone, the e-mail or the door is on the list.
 * - `value-above-limit`, `quantity-outlier`, `repeat-order`, `cash-on-delivery-risk`,
 *   `margin-below-floor`: as their limits say.
 *
 * A rule whose facts are missing holds the order, since nobody knows whether it would: one without an
 * address, or of a buyer who leaves nothing to be known again by, waits for a person. Only
 * `margin-below-floor` lets such an order go: where no cost of the goods is kept, it would hold every
 * order for what no person can find out of it. An order that the channel sends needs no address and no
 * phone.
 *
 * @example
 * ```ts
 * import { AuditRules } from "entrepot/orders"
 *
 * const { rules } = AuditRules.make({ ...AuditRules.defaults, value: "1000.00" })
 * console.log(rules.length, rules[0]?.id)
 * ```
 * ```text
 * 9 odd-address
 * ```
 */
export const make = (limits: Limits = defaults): RuleSet<ReadonlyArray<Action>> => {
  const money = (amount: string) => ({ currency: limits.currency, amount })
  return {
    id: "order-audit",
    version: 1,
    policy: "collect",
    rules: [
      holding(
        "odd-address",
        queues.address,
        "the address looks odd",
        byUs(
          { _tag: "Compare", fact: "isPickup", is: "=", value: false },
          {
            _tag: "Any",
            of: [
              { _tag: "Compare", fact: "addressIsReadable", is: "=", value: false },
              {
                _tag: "All",
                of: [
                  { _tag: "Compare", fact: "addressIsMasked", is: "=", value: false },
                  {
                    _tag: "Any",
                    of: [
                      {
                        _tag: "Compare",
                        fact: "addressLength",
                        is: "<",
                        value: limits.addressLength,
                      },
                      { _tag: "Compare", fact: "addressHasNumber", is: "=", value: false },
                    ],
                  },
                ],
              },
            ],
          },
        ),
      ),
      holding(
        "missing-phone",
        queues.address,
        "there is no phone number",
        byUs({ _tag: "IsMissing", fact: "phone" }),
      ),
      holding("special-remark", queues.remarks, "the buyer's remark wants to be read", {
        _tag: "Text",
        fact: "remark",
        is: "contains",
        anyOf: limits.remarkWords,
        ignoreCase: true,
      }),
      holding("blacklisted-customer", queues.risk, "the customer is on the blacklist", {
        _tag: "Compare",
        fact: "isBlacklisted",
        is: "=",
        value: true,
      }),
      holding(
        "value-above-limit",
        queues.risk,
        `it costs more than ${limits.value} ${limits.currency}`,
        { _tag: "Compare", fact: "total", is: ">", value: money(limits.value) },
      ),
      holding("quantity-outlier", queues.risk, `a line of more than ${limits.lineUnits} units`, {
        _tag: "Some",
        fact: "lines",
        where: { _tag: "Compare", fact: "quantity", is: ">", value: limits.lineUnits },
      }),
      holding(
        "repeat-order",
        queues.risk,
        `another order of the same buyer within ${limits.repeatMinutes} minutes`,
        {
          _tag: "Some",
          fact: "others",
          where: { _tag: "Compare", fact: "minutesApart", is: "<=", value: limits.repeatMinutes },
        },
      ),
      holding("cash-on-delivery-risk", queues.risk, "cash on delivery at a risk", {
        _tag: "All",
        of: [
          { _tag: "Compare", fact: "isCashOnDelivery", is: "=", value: true },
          {
            _tag: "Any",
            of: [
              { _tag: "Compare", fact: "collect", is: ">", value: money(limits.collect) },
              { _tag: "Compare", fact: "refusals", is: ">", value: 0 },
            ],
          },
        ],
      }),
      holding(
        "margin-below-floor",
        queues.margin,
        `less than ${limits.margin} of the price is left`,
        {
          _tag: "Compare",
          fact: "margin",
          is: "<",
          value: limits.margin,
        },
        "skip",
      ),
    ],
  }
}
