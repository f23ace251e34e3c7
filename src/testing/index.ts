/**
 * Laws of the ports, for whoever writes an adapter, and generators of small worlds.
 *
 * @module
 */
export { courierLaws, type CourierSamples } from "./CourierLaws.ts"
export * as Law from "./Law.ts"
export { SecondStore } from "./SecondStore.ts"
export { storeLaws } from "./StoreLaws.ts"
export { TransactorUnderTest } from "./TransactorUnderTest.ts"
export { transactorLaws } from "./TransactorLaws.ts"
export * as Worlds from "./Worlds.ts"
