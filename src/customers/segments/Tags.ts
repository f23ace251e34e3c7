/**
 * The tags that ship: segments with a name, and the numbers that a shop may set. Pure.
 *
 * @module
 */
import * as Decimal from "../../kernel/Decimal.ts"
import type * as Money from "../../kernel/Money.ts"
import * as Conditions from "../../rules/Conditions.ts"
import type { Segment } from "./Segment.ts"
import { declared } from "./SegmentFacts.ts"

const { all, compare, sum } = Conditions.over(declared)

const share = (name: string, text: string): Decimal.Decimal => {
  const value = Decimal.of(text)
  if (value.lessThan(0) || value.greaterThan(1))
    throw new RangeError(`${name} is a share from 0 to 1, and ${text} was given`)
  return value
}

const fromOne = (name: string, count: number): number => {
  if (Number.isSafeInteger(count) && count >= 1) return count
  throw new RangeError(`${name} is a whole number from 1 on, and ${count} was given`)
}

/**
 * Who brought much revenue within some days, less what was taken back within them.
 *
 * @throws RangeError where days are no whole number from 1 on (a programmer's error)
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { Tags } from "entrepot/customers"
 *
 * const { id, name } = Tags.highValue({ revenue: Money.of(1_000, "EUR") })
 * console.log(id, "-", name)
 * ```
 * ```text
 * high-value - High value
 * ```
 */
export const highValue = ({
  revenue,
  days = 365,
}: {
  readonly revenue: Money.Money
  readonly days?: number
}): Segment => ({
  id: "high-value",
  version: 1,
  name: "High value",
  when: sum("takings", "revenue", ">=", revenue, (taking) =>
    taking.compare("daysAgo", "<", fromOne("days", days)),
  ),
})

/**
 * Who bought something, and nothing since some days.
 *
 * @throws RangeError where days are no whole number from 1 on (a programmer's error)
 * @example
 * ```ts
 * import { Tags } from "entrepot/customers"
 *
 * console.log(Tags.dormant({ days: 90 }).name)
 * ```
 * ```text
 * Dormant
 * ```
 */
export const dormant = ({ days = 180 }: { readonly days?: number } = {}): Segment => ({
  id: "dormant",
  version: 1,
  name: "Dormant",
  when: compare("daysSinceLastOrder", ">=", fromOne("days", days)),
})

/**
 * Who buys for the coupon: of at least so many orders within a year most had one.
 *
 * @throws RangeError where orders are no whole number from 1 on, or the share is not from 0 to 1 (a
 * programmer's error); NotADecimal as `Decimal.of`
 * @example
 * ```ts
 * import { Tags } from "entrepot/customers"
 *
 * console.log(Tags.couponHunter({ couponShare: "0.9" }).name)
 * ```
 * ```text
 * Coupon hunter
 * ```
 */
export const couponHunter = ({
  orders = 3,
  couponShare = "0.8",
}: { readonly orders?: number; readonly couponShare?: string } = {}): Segment => ({
  id: "coupon-hunter",
  version: 1,
  name: "Coupon hunter",
  when: all(
    compare("ordersInYear", ">=", fromOne("orders", orders)),
    compare("couponShare", ">=", share("couponShare", couponShare)),
  ),
})

/**
 * Who buys what is reduced: of the price of their goods within a year so much was taken off.
 *
 * @throws RangeError where orders are no whole number from 1 on, or the share is not from 0 to 1 (a
 * programmer's error); NotADecimal as `Decimal.of`
 * @example
 * ```ts
 * import { Tags } from "entrepot/customers"
 *
 * console.log(Tags.priceSensitive({ discountShare: "0.25" }).name)
 * ```
 * ```text
 * Price sensitive
 * ```
 */
export const priceSensitive = ({
  orders = 3,
  discountShare = "0.15",
}: { readonly orders?: number; readonly discountShare?: string } = {}): Segment => ({
  id: "price-sensitive",
  version: 1,
  name: "Price sensitive",
  when: all(
    compare("ordersInYear", ">=", fromOne("orders", orders)),
    compare("discountShare", ">=", share("discountShare", discountShare)),
  ),
})

/**
 * Who buys what is new: of at least so many orders within a year so many had something new in them.
 *
 * @throws RangeError where orders are no whole number from 1 on, or the share is not from 0 to 1 (a
 * programmer's error); NotADecimal as `Decimal.of`
 * @example
 * ```ts
 * import { Tags } from "entrepot/customers"
 *
 * console.log(Tags.newProductFollower({ orders: 4 }).name)
 * ```
 * ```text
 * Follower of new products
 * ```
 */
export const newProductFollower = ({
  orders = 2,
  newShare = "0.5",
}: { readonly orders?: number; readonly newShare?: string } = {}): Segment => ({
  id: "new-product-follower",
  version: 1,
  name: "Follower of new products",
  when: all(
    compare("ordersInYear", ">=", fromOne("orders", orders)),
    compare("newShare", ">=", share("newShare", newShare)),
  ),
})

/**
 * All of them, as a shop may begin with them; `revenue` is that of high value.
 *
 * @example
 * ```ts
 * import { Tags } from "entrepot/customers"
 * import { Money } from "entrepot/kernel"
 *
 * console.log(Tags.shipped(Money.of(1_000, "EUR")).length)
 * ```
 * ```text
 * 5
 * ```
 */
export const shipped = (revenue: Money.Money): ReadonlyArray<Segment> => [
  highValue({ revenue }),
  dormant(),
  couponHunter(),
  priceSensitive(),
  newProductFollower(),
]
