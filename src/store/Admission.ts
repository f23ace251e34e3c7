/**
 * What every store refuses in the same words: malformed keys, bodies that some database could not
 * hold, and commits beyond the store's limits.
 *
 * For authors of store adapters: check before the first statement.
 *
 * @module
 */
import * as Key from "./Key.ts"
import type { Capabilities, Commit, JournalDraft, JournalRange, Put, Range } from "./Store.ts"
import { RecordRefused } from "./StoreError.ts"

/** Why no record can have this key, or `undefined`. */
export const ofKey = (namespace: string, key: Key.Key): RecordRefused | undefined => {
  const fault = faultOfNames(namespace, key.collection) ?? faultOf("id", key.id)
  return fault === undefined ? undefined : new RecordRefused({ key, detail: fault })
}

/** Why a store of these capabilities cannot take the commit, or `undefined`. */
export const ofCommit = (
  capabilities: Capabilities,
  namespace: string,
  commit: Commit,
): RecordRefused | undefined => {
  if (commit.touches.length > capabilities.maxCommitKeys)
    return tooLarge(`${commit.touches.length} keys, at most ${capabilities.maxCommitKeys}`)
  const seen = new Map<string, Set<string>>()
  const bodies = commit.entries.map(({ body }) => body)
  for (const { key, write } of commit.touches) {
    const known = seen.get(key.collection)
    const fault =
      (known === undefined ? faultOfNames(namespace, key.collection) : undefined) ??
      faultOf("id", key.id)
    if (fault !== undefined) return new RecordRefused({ key, detail: fault })
    const ids = known ?? new Set()
    if (known === undefined) seen.set(key.collection, ids)
    if (ids.size === ids.add(key.id).size)
      return new RecordRefused({ key, detail: "touched twice in one commit" })
    if (write?._tag !== "Put") continue
    const refused = ofPut(capabilities, write)
    if (refused !== undefined) return new RecordRefused({ key, detail: refused })
    bodies.push(write.body)
  }
  for (const entry of commit.entries) {
    const fault = ofEntry(entry)
    if (fault !== undefined) return new RecordRefused({ detail: `a journal entry ${fault}` })
  }
  const bytes = bytesBeyond(capabilities.maxCommitBytes, bodies)
  return bytes > 0
    ? tooLarge(`${bytes} bytes, at most ${capabilities.maxCommitBytes}`)
    : ofNamespace(namespace)
}

/** Why the answer of a revise cannot take the place of its commit, or `undefined`. */
export const ofRevision = (commit: Commit, revised: Commit): RecordRefused | undefined => {
  const keys = new Set(commit.touches.map(({ key }) => Key.toString(key)))
  const other = revised.touches.find(({ key }) => !keys.has(Key.toString(key)))
  return other === undefined
    ? undefined
    : new RecordRefused({ key: other.key, detail: "revise may touch only keys of its commit" })
}

/** Why an adapter of this name cannot run the commit's work of the host, or `undefined`. */
export const ofHostWork = (
  { joinsHost }: Capabilities,
  adapter: string,
  { alongside }: Commit,
): RecordRefused | undefined => {
  if (alongside === undefined) return undefined
  if (!joinsHost) return new RecordRefused({ detail: "this store runs no work of the host" })
  return alongside.adapter === adapter
    ? undefined
    : new RecordRefused({
        detail: `the host's work is for ${alongside.adapter}, not for ${adapter}`,
      })
}

/** Why this is no range of a store, or `undefined`. */
export const ofRange = (namespace: string, range: Range): RecordRefused | undefined => {
  const refused = ofLimit(range.limit) ?? ofKey(namespace, { collection: range.collection, id: "" })
  if (refused !== undefined) return refused
  for (const bound of [range.index, range.from, range.to]) {
    const fault = bound === undefined ? undefined : Key.fault(bound)
    if (fault !== undefined) return new RecordRefused({ detail: `a bound of the range ${fault}` })
  }
  return undefined
}

/** Why this is no range of the journal, or `undefined`. */
export const ofJournal = (namespace: string, range: JournalRange): RecordRefused | undefined => {
  const fault = range.stream === undefined ? undefined : Key.fault(range.stream)
  return fault === undefined
    ? (ofLimit(range.limit) ?? ofNamespace(namespace))
    : new RecordRefused({ detail: `the stream ${fault}` })
}

const faultOf = (what: string, text: string): string | undefined => {
  const fault = Key.fault(text)
  return fault && `the ${what} ${fault}`
}

const faultOfName = (what: string, text: string): string | undefined =>
  text === "" ? `the ${what} is empty` : faultOf(what, text)

const faultOfNames = (namespace: string, collection: string): string | undefined =>
  faultOfName("namespace", namespace) ?? faultOfName("collection", collection)

const ofNamespace = (namespace: string) => ofKey(namespace, { collection: "-", id: "" })

const ofLimit = (limit: number) =>
  Number.isSafeInteger(limit) && limit > 0
    ? undefined
    : new RecordRefused({ detail: `a page of ${limit}` })

const tooLarge = (detail: string) =>
  new RecordRefused({ detail: `the commit is too large: ${detail}` })

const ofPut = (capabilities: Capabilities, { body, index = [] }: Put): string | undefined => {
  const bytes = bytesBeyond(capabilities.maxRecordBytes, [body])
  if (bytes > 0) return `${bytes} bytes, at most ${capabilities.maxRecordBytes}`
  if (unstorable(body)) return unstorableDetail
  for (const entry of index) {
    const fault = Key.fault(entry.at) ?? Key.fault(entry.index)
    if (fault !== undefined) return `its entry in index ${entry.index} ${fault}`
  }
  return undefined
}

// Only long texts are worth counting in bytes: no UTF-16 unit takes more than three.
const bytesBeyond = (limit: number, texts: ReadonlyArray<string>): number => {
  const units = texts.reduce((sum, text) => sum + text.length, 0)
  if (units * 3 <= limit) return 0
  const bytes = texts.reduce((sum, text) => sum + Key.byteLength(text), 0)
  return bytes > limit ? bytes : 0
}

const ofEntry = (entry: JournalDraft): string | undefined => {
  const { stream, type, commandId, actor, reason, body } = entry
  const faulty =
    isFaulty(stream) || isFaulty(type) || isFaulty(commandId) || isFaulty(actor) || isFaulty(reason)
  return faulty || unstorable(body) ? unstorableDetail : undefined
}

const isFaulty = (text: string | undefined): boolean =>
  text !== undefined && (!text.isWellFormed() || text.includes("\u0000"))

const unstorableDetail = "holds U+0000 or a lone surrogate"

// PostgreSQL's jsonb refuses both, so no store takes them: what one holds, all can hold. Escaped in
// JSON text they stand behind an even number of backslashes.
const unstorable = (body: string): boolean =>
  !body.isWellFormed() ||
  (body.includes("\\u") && /(?:^|[^\\])(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(body))
