/** Records that are always written two by two with one count. */
import { Effect } from "effect"
import type { JournalDraft, StoreShape, Touch } from "entrepot/store"

export const pairs = Array.from({ length: 50 }, (_, i) => ({
  left: `left-${i}`,
  right: `right-${i}`,
}))

export const put = (id: string, expected: number, count: number, pad = ""): Touch => ({
  key: { collection: "pair", id },
  expected,
  write: {
    _tag: "Put",
    asOf: count,
    schema: 1,
    body: JSON.stringify(pad === "" ? { count } : { count, pad }),
    index: [{ index: "byCount", at: `${count}` }],
  },
})

export const entry = (count: number): JournalDraft => ({
  stream: "pairs",
  type: "Counted",
  schema: 1,
  body: JSON.stringify({ count }),
  commandId: undefined,
  actor: undefined,
  reason: undefined,
  occurredAt: count,
})

/** Commits records with one count, whatever version they have by then. */
export const committer = (store: StoreShape) => {
  const versions = new Map<string, number>()
  return (ids: ReadonlyArray<string>, count: number) =>
    Effect.map(
      store.commit(
        "default",
        {
          touches: ids.map((id) => put(id, versions.get(id) ?? 0, count)),
          entries: [entry(count)],
          instant: count,
        },
        () => undefined,
      ),
      ({ version }) => ids.forEach((id) => versions.set(id, version)),
    )
}

export const lefts = pairs.map(({ left }) => left)
export const rights = pairs.map(({ right }) => right)
