/**
 * What resolution asks of a model of linkage.
 *
 * @module
 */
import type { Relay } from "../evidence/Relay.ts"
import type { Limits } from "../linkage/LinkageModel.ts"
import type { LinkRecord } from "../linkage/LinkRecord.ts"
import type { Waterfall } from "../linkage/Waterfall.ts"
import type { TellingValue } from "./GenericValue.ts"
import type { Because } from "./Link.ts"

/** The key that a model gives every record where it wants all pairs: it is never crowded. */
export const everyone = ""

/**
 * A model of linkage, ready to be asked. An answer hangs on the two records that it is about alone: not
 * on which others there are, nor on what was asked before.
 */
export interface Linker {
  /** The version of the model. */
  readonly version: string
  readonly limits: Limits
  /** Where words of a generic value went: how many had it (see `faded` of a holding). */
  readonly fadedOf?: (value: TellingValue) => number | undefined
  /** By which evidence is read into the records that it is asked about. */
  readonly relays: ReadonlyArray<Relay>
  /** Two records are looked at where they share a key. */
  readonly keysOf: (record: LinkRecord) => ReadonlyArray<string>
  /** Records alike in this are alike for {@link Judge.vetoOf}; none where no rule can veto. */
  readonly vetoKeyOf: (record: LinkRecord) => string | undefined
  /** Who judges pairs of these records. */
  readonly over: (records: ReadonlyArray<LinkRecord>) => Judge
}

/** Judges pairs of records; symmetric. */
export interface Judge {
  /** Why two records are one person's, if they are. */
  readonly linkOf: (a: LinkRecord, b: LinkRecord) => Because | undefined
  /** The rule by which two records are never one person's, if there is one. */
  readonly vetoOf: (a: LinkRecord, b: LinkRecord) => string | undefined
  /** How either comes about, field by field, with the values that agree best. */
  readonly waterfallOf: (a: LinkRecord, b: LinkRecord) => Waterfall
}
