/**
 * The store: the port to a database, and the transactions that run over it.
 *
 * @module
 */
export * as Admission from "./Admission.ts"
export * as Collection from "./Collection.ts"
export * from "./CommandMethod.ts"
export * as Cursor from "./Cursor.ts"
export * as Input from "./Input.ts"
export * from "./Journal.ts"
export * as JournalFold from "./JournalFold.ts"
export * as JournalStream from "./JournalStream.ts"
export * as Key from "./Key.ts"
export { Namespace } from "./Namespace.ts"
export * as Receipt from "./Receipt.ts"
export * from "./Records.ts"
export * from "./Store.ts"
export * from "./StoreError.ts"
export * from "./Transaction.ts"
export * from "./TransactionError.ts"
export * from "./Transactor.ts"
export * from "./services.ts"
export * from "./Sha256.ts"
