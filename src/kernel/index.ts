/**
 * The words that every room uses: money, quantities, the one allocation, days, ids and reasons.
 *
 * One namespace per module: `Money.plus`, `Quantity.sum`, `Allocation.allocate`.
 *
 * @module
 */
export * as Address from "./Address.ts"
export * as Allocation from "./Allocation.ts"
export * as Calendar from "./Calendar.ts"
export * as CommandHeader from "./CommandHeader.ts"
export * as Currency from "./Currency.ts"
export * as Decimal from "./Decimal.ts"
export * as Digest from "./Digest.ts"
export * as Id from "./Id.ts"
export * as Money from "./Money.ts"
export * as Quantity from "./Quantity.ts"
export * as Rates from "./Rates.ts"
export * as Reason from "./Reason.ts"
