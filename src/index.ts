/**
 * entrepot: the back office of a shop that sells on many channels.
 *
 * The table of contents: one namespace a room. Each room also has an entry of its own, such as
 * `entrepot/stock`.
 *
 * @module
 */
export * as Channels from "./channels/index.ts"
export * as Couriers from "./couriers/index.ts"
export * as Customers from "./customers/index.ts"
export * as Fulfilment from "./fulfilment/index.ts"
export * as Kernel from "./kernel/index.ts"
export * as Orders from "./orders/index.ts"
export * as Routing from "./routing/index.ts"
export * as Rules from "./rules/index.ts"
export * as Stock from "./stock/index.ts"
export * as Store from "./store/index.ts"
