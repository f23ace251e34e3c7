/**
 * The order room: what the customers of all channels ordered, and what became of it.
 *
 * @module
 */
export * as OrderBook from "./OrderBook.ts"
export * as OrderCommand from "./OrderCommand.ts"
export * as OrderDecision from "./OrderDecision.ts"
export * from "./OrderDesk.ts"
export * as OrderEvent from "./OrderEvent.ts"
export * as OrderIngest from "./OrderIngest.ts"
export * as OrderPosting from "./OrderPosting.ts"
export * as OrderRecords from "./OrderRecords.ts"
export * as OrderRef from "./OrderRef.ts"
export * from "./OrderRefusal.ts"
