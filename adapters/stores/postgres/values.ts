/**
 * The values of a commit's statements: one array for each column.
 *
 * @module
 */
import { type Commit, type IndexEntry, Key, type Put, type Touch } from "entrepot/store"

import { numberArray, textArray } from "./arrays.ts"

/** The order of keys, in which all locks are taken. */
export const byKey = (left: Touch, right: Touch): number => Key.compare(left.key, right.key)

/** The values of `compare`, `lock` and `share`. */
export const compareValues = (namespace: string, touches: ReadonlyArray<Touch>) => [
  namespace,
  ...keysOf(touches),
  numberArray(touches.map(({ expected }) => expected)),
]

interface PutTouch extends Touch {
  readonly write: Put
}

const isPut = (touch: Touch): touch is PutTouch => touch.write?._tag === "Put"

/** What the statements that write want to know of a commit. */
export interface Writing {
  readonly namespace: string
  /** The first half of the locks on the namespace's numbers. */
  readonly inFlight: number
  readonly commit: Commit
  /** What is expected to be absent, in the order of keys. */
  readonly absent: ReadonlyArray<Touch>
  readonly updated: ReadonlyArray<PutTouch>
  /** What there is after `insert` and is gone in the end. */
  readonly removed: ReadonlyArray<Touch>
}

export const writingOf = (namespace: string, inFlight: number, commit: Commit): Writing => ({
  namespace,
  inFlight,
  commit,
  absent: commit.touches.filter(({ expected }) => expected === 0).toSorted(byKey),
  updated: commit.touches.filter(isPut).filter(({ expected }) => expected > 0),
  removed: commit.touches.filter(({ expected, write }) =>
    write === undefined ? expected === 0 : write._tag === "Remove",
  ),
})

/** The first number of a commit and the time to record with all, as the database drew them. */
export interface Drawn {
  readonly version: string
  readonly recorded_at: string
}

/** The values of `insert`. */
export const insertValues = (writing: Writing) => [
  writing.namespace,
  ...numberingOf(writing),
  ...rowsOf(writing.absent),
]

/** The values of `remove`, or `undefined` where nothing goes. */
export const removeValues = ({ namespace, updated, removed }: Writing) => {
  const moved = updated.filter(isMoved)
  return moved.length + removed.length === 0
    ? undefined
    : [namespace, ...keysOf(removed), ...keysOf([...moved, ...removed]), ...placesOf(moved)]
}

/** The values of `write`. */
export const writeValues = (writing: Writing, drawn: Drawn) => {
  const { namespace, commit, absent, updated } = writing
  return [
    namespace,
    ...numberingOf(writing),
    drawn.version,
    drawn.recorded_at,
    ...rowsOf(updated),
    ...placesOf(updated.filter(isMoved)),
    ...placesOf(absent.filter(isPut)),
    ...entriesOf(commit),
  ]
}

/** The values of `renumber`. */
export const renumberValues = ({ namespace, absent }: Writing, version: string) => [
  namespace,
  version,
  ...keysOf(absent.filter(isPut)),
]

const numberingOf = ({ inFlight, commit, removed }: Writing) => [
  inFlight,
  Math.max(1, commit.entries.length),
  commit.instant,
  removed.length > 0,
]

const isMoved = ({ write }: PutTouch): boolean => write.index !== undefined

const keysOf = (touches: ReadonlyArray<Touch>) => [
  textArray(touches.map(({ key }) => key.collection)),
  textArray(touches.map(({ key }) => key.id)),
]

const rowsOf = (touches: ReadonlyArray<Touch>) => {
  const puts = touches.map((touch) => (isPut(touch) ? touch.write : placeholder))
  return [
    ...keysOf(touches),
    numberArray(puts.map(({ asOf }) => asOf)),
    numberArray(puts.map(({ schema }) => schema)),
    textArray(puts.map(({ body }) => body)),
    textArray(
      puts.map(
        ({ index }) => index && JSON.stringify(index.map((entry) => [entry.index, entry.at])),
      ),
    ),
  ]
}

const placeholder: Put = { _tag: "Put", asOf: 0, schema: 0, body: "null" }

const placesOf = (touches: ReadonlyArray<PutTouch>) => {
  const collections: Array<string> = []
  const names: Array<string> = []
  const places: Array<string> = []
  const ids: Array<string> = []
  for (const { key, write } of touches)
    for (const { index, at } of distinct(write.index ?? [])) {
      collections.push(key.collection)
      names.push(index)
      places.push(at)
      ids.push(key.id)
    }
  return [collections, names, places, ids].map(textArray)
}

/** The entries of one record, of which one that is given twice is one. */
const distinct = (entries: ReadonlyArray<IndexEntry>): Iterable<IndexEntry> =>
  entries.length < 2
    ? entries
    : new Map(entries.map((entry) => [`${entry.index}\0${entry.at}`, entry])).values()

const entriesOf = ({ entries }: Commit) => [
  textArray(entries.map(({ stream }) => stream)),
  textArray(entries.map(({ type }) => type)),
  numberArray(entries.map(({ schema }) => schema)),
  textArray(entries.map(({ body }) => body)),
  textArray(entries.map(({ commandId }) => commandId)),
  textArray(entries.map(({ actor }) => actor)),
  textArray(entries.map(({ reason }) => reason)),
  numberArray(entries.map(({ occurredAt }) => occurredAt)),
]
