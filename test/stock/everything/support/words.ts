/** What a small shop talks about: few items, places and ids, small quantities. */
import fc from "fast-check"

/** When the world begins: an hour before the end of a day. */
export const start = Date.UTC(2026, 0, 31, 23)

export const places = ["main", "shop", "depot"] as const
export const pool = "both"
/** `MUG` is watched; `PHONE` has serials, `MILK` lots; the others are costed. `SET` is a bundle. */
export const skus = ["MUG", "PHONE", "MILK", "TEA", "CUP", "BOX", "SET"] as const
export const watched = ["MUG", "CUP", "MILK"] as const
export const holdIds = ["order-1", "order-2", "order-3", "order-4", "order-5"] as const
export const serials = ["A", "B", "C"] as const
export const lots = ["L1", "L2", "L3"] as const
export const channels = ["web", "fair"] as const
export const other = ["t-1", "t-2"] as const

export const commandId = fc.constant("")
export const optional = <A>(arbitrary: fc.Arbitrary<A>) =>
  fc.option(arbitrary, { nil: undefined, freq: 3 })
export const rarely = <A>(arbitrary: fc.Arbitrary<A>) =>
  optional(arbitrary).chain((a) => fc.boolean().map((is) => (is ? a : undefined)))
export const sku = fc.constantFrom(
  "MUG",
  "MUG",
  "MUG",
  "TEA",
  "TEA",
  "TEA",
  "CUP",
  "CUP",
  "CUP",
  "BOX",
  "MILK",
  "PHONE",
  "SET",
)
export const place = fc.constantFrom("main", "main", "shop", "shop", "depot")
export const anywhere = fc.constantFrom("main", "main", "shop", "shop", "depot", pool, pool)
export const quantity = fc.constantFrom(1, 1, 1, 2, 2, 3)
export const holdId = fc.constantFrom(...holdIds)
export const transferId = fc.constantFrom(...other)
export const money = fc
  .constantFrom("0", "1", "10.01", "7.99", "0.02")
  .map((amount) => ({ currency: "EUR", amount }))
export const cost = fc.oneof(
  { arbitrary: money, weight: 4 },
  { arbitrary: fc.constant(undefined), weight: 1 },
)
export const occurredAt = rarely(fc.integer({ min: -10, max: 0 }).map((s) => start + s * 1_000))
/** Expiries fall among the waits. */
export const expiresAt = optional(fc.constantFrom(1, 2, 4, 6, 20, 100).map((s) => start + s * 500))
export const sale = rarely(holdId)
export const document = rarely(fc.constantFrom("d-1", "d-2"))
export const some = <A>(one: fc.Arbitrary<A>) => fc.array(one, { minLength: 1, maxLength: 2 })

export const line = fc.record({ sku, quantity, place: anywhere })
export const arriving = fc.record({ sku, quantity, place, cost })
export const account = fc.oneof(
  { arbitrary: fc.record({ _tag: fc.constant("Shelf" as const), place }), weight: 3 },
  fc.record({ _tag: fc.constantFrom("Quarantine", "Repair", "CustomerRepair"), place }),
  fc.constantFrom(
    { _tag: "Supplier" as const },
    { _tag: "Customer" as const },
    { _tag: "Found" as const },
    { _tag: "Loss" as const },
  ),
)
export const movement = fc.record({
  sku,
  quantity,
  from: account,
  to: account,
  cost: rarely(money),
})
export const serialLine = fc.record({
  sku: fc.constant("PHONE"),
  serial: fc.constantFrom(...serials),
  place: fc.constantFrom(undefined, undefined, undefined, ...places),
})
export const unitLines = fc.uniqueArray(serialLine, {
  minLength: 1,
  maxLength: 2,
  selector: ({ serial }) => serial,
})
export const milk = fc.constant("MILK")
export const lot = fc.constantFrom(...lots)
export const lotLine = fc.record({ sku: milk, lot, quantity, place })
export const kitSku = fc.constantFrom("SET", "SET", "BOX", "MUG", "TEA")
export const kitLine = fc.record({
  sku: kitSku,
  quantity: fc.integer({ min: 1, max: 2 }),
  place: anywhere,
})
export const kitUnits = rarely(some(fc.record({ line: fc.nat({ max: 2 }), quantity })))
export const plain = fc.constantFrom("MUG", "TEA", "CUP")
export const plainLine = fc.record({ sku: plain, quantity })

export const inboundId = fc.constantFrom("po-1", "po-2")
export const due = fc.constantFrom(start + 5_000, start + 10_000)
export const promiseId = fc.constantFrom("order-1", "p-1", "p-2")
