/** Records that are always written two by two with one count. */
import type { JournalDraft, Touch } from "entrepot/store"

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
