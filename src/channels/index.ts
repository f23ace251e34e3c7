/**
 * Channels: the port through which the world's orders come in.
 *
 * @module
 */
export * from "./Channel.ts"
export * from "./ChannelError.ts"
export * as ChannelOrder from "./ChannelOrder.ts"
export * as OrderTerms from "./OrderTerms.ts"
export type * from "./Page.ts"
export * from "./ShipmentNotice.ts"
