/**
 * The stock room: a double-entry ledger of units, with holds that cannot oversell.
 *
 * @module
 */
export * as Expiry from "./Expiry.ts"
export * as StockAudit from "./StockAudit.ts"
export * as StockBook from "./StockBook.ts"
export * as StockCommand from "./StockCommand.ts"
export * as StockDecision from "./StockDecision.ts"
export * as StockEvent from "./StockEvent.ts"
export * from "./StockLedger.ts"
export * as StockPosting from "./StockPosting.ts"
export * as StockRecords from "./StockRecords.ts"
export * from "./StockRefusal.ts"
