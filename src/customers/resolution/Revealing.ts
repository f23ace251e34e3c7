/**
 * Judging records of which some values are known as hashes only.
 *
 * @module
 */
import * as HashedValue from "../linkage/HashedValue.ts"
import type { LinkRecord } from "../linkage/LinkRecord.ts"
import type { Judge } from "./Linker.ts"

/**
 * Has each two records judged as they would be if each knew what the other shows: in any order of
 * policies and records, a hash is compared to what is in clear as the two would be in clear.
 */
export const over =
  (judgeOf: (records: ReadonlyArray<LinkRecord>) => Judge) =>
  (records: ReadonlyArray<LinkRecord>): Judge => {
    const judge = judgeOf(records)
    const hidden = new Set(records.filter(HashedValue.hasHashes).map(({ id }) => id))
    if (hidden.size === 0) return judge
    const asked =
      <A>(ask: (judge: Judge, a: LinkRecord, b: LinkRecord) => A) =>
      (a: LinkRecord, b: LinkRecord): A => {
        if (!hidden.has(a.id) && !hidden.has(b.id)) return ask(judge, a, b)
        const [one, other] = HashedValue.revealed(a, b)
        const isRevealed = one !== a || other !== b
        return ask(isRevealed ? judgeOf([one, other]) : judge, one, other)
      }
    return {
      linkOf: asked(({ linkOf }, a, b) => linkOf(a, b)),
      vetoOf: asked(({ vetoOf }, a, b) => vetoOf(a, b)),
      waterfallOf: asked(({ waterfallOf }, a, b) => waterfallOf(a, b)),
    }
  }
