/**
 * What every store refuses in the same words: malformed keys, bodies that some database could not
 * hold, and commits beyond the store's limits.
 *
 * For authors of store adapters: check before the first statement.
 *
 * @module
 */
import * as Key from "./Key.ts"
import type { Capabilities, Commit, Put, Range } from "./Store.ts"
import { RecordRefused } from "./StoreError.ts"

/** Why no record can have this key, or `undefined`. */
export const ofKey = (namespace: string, key: Key.Key): RecordRefused | undefined => {
  for (const [what, text] of [
    ["namespace", namespace],
    ["collection", key.collection],
    ["id", key.id],
  ] as const) {
    const fault = text === "" && what !== "id" ? "is empty" : Key.fault(text)
    if (fault !== undefined) return new RecordRefused({ key, detail: `the ${what} ${fault}` })
  }
  return undefined
}

/** Why a store of these capabilities cannot take the commit, or `undefined`. */
export const ofCommit = (
  capabilities: Capabilities,
  namespace: string,
  commit: Commit,
): RecordRefused | undefined => {
  if (commit.touches.length > capabilities.maxCommitKeys)
    return tooLarge(`${commit.touches.length} keys, at most ${capabilities.maxCommitKeys}`)
  const seen = new Set<string>()
  let bytes = 0
  for (const { key, write } of commit.touches) {
    const refused = ofKey(namespace, key)
    if (refused !== undefined) return refused
    const name = Key.toString(key)
    if (seen.has(name)) return new RecordRefused({ key, detail: "touched twice in one commit" })
    seen.add(name)
    if (write?._tag !== "Put") continue
    const fault = ofPut(capabilities, write)
    if (fault !== undefined) return new RecordRefused({ key, detail: fault })
    bytes += write.body.length
  }
  for (const entry of commit.entries) {
    if (unstorable(entry.body))
      return new RecordRefused({ detail: `a journal entry ${unstorableDetail}` })
    bytes += entry.body.length
  }
  return bytes > capabilities.maxCommitBytes
    ? tooLarge(`${bytes} bytes, at most ${capabilities.maxCommitBytes}`)
    : undefined
}

/** Why this is no range of a store, or `undefined`. */
export const ofRange = (namespace: string, range: Range): RecordRefused | undefined =>
  Number.isSafeInteger(range.limit) && range.limit > 0
    ? ofKey(namespace, { collection: range.collection, id: "" })
    : new RecordRefused({ detail: `a page of ${range.limit} records` })

const tooLarge = (detail: string) =>
  new RecordRefused({ detail: `the commit is too large: ${detail}` })

const ofPut = (capabilities: Capabilities, put: Put): string | undefined => {
  if (put.body.length > capabilities.maxRecordBytes)
    return `${put.body.length} bytes, at most ${capabilities.maxRecordBytes}`
  if (unstorable(put.body)) return unstorableDetail
  for (const { index, at } of put.index ?? []) {
    const fault = Key.fault(at)
    if (fault !== undefined) return `its entry in index ${index} ${fault}`
  }
  return undefined
}

const unstorableDetail = "holds U+0000 or a lone surrogate"

// PostgreSQL's jsonb refuses both, so no store takes them: what one holds, all can hold. In JSON
// text they can only stand as escapes behind an even number of backslashes.
const unstorable = (body: string): boolean =>
  body.includes("\\u") && /(?:^|[^\\])(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(body)
