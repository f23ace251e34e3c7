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

/** Shares are between 0 and 1, as text. */
const share = (text: string): Decimal.Decimal => Decimal.of(text)

/**
 * Who brought much revenue within some days.
 *
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
  when: sum("orders", "revenue", ">=", revenue, (order) => order.compare("daysAgo", "<", days)),
})

/**
 * Who bought something, and nothing since some days.
 *
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
  when: compare("daysSinceLastOrder", ">=", days),
})

/**
 * Who buys for the coupon: of at least so many orders within a year most had one.
 *
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
    compare("ordersInYear", ">=", orders),
    compare("couponShare", ">=", share(couponShare)),
  ),
})

/**
 * Who buys what is reduced: of the price of their goods within a year so much was taken off.
 *
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
    compare("ordersInYear", ">=", orders),
    compare("discountShare", ">=", share(discountShare)),
  ),
})

/**
 * Who buys what is new: of at least so many orders within a year so many had something new in them.
 *
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
  when: all(compare("ordersInYear", ">=", orders), compare("newShare", ">=", share(newShare))),
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
