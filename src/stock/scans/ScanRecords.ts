/**
 * How scans lie in the store: scans by their two names, the trails of units, and codes as records;
 * what became of scans, and which codes were registered, in the journal.
 *
 * @module
 */
import * as Collection from "../../store/Collection.ts"
import * as JournalStream from "../../store/JournalStream.ts"
import * as Key from "../../store/Key.ts"
import type { SerialRef } from "../serials/SerialCommand.ts"
import { ScanEvent, ScanTrail } from "./ScanBook.ts"
import { Code, CodeEvent, type CodeName } from "./ScanCode.ts"
import { SerialScan } from "./SerialScan.ts"

/** One record for each scan, by its own id. */
export const Scans: Collection.Collection<SerialScan> = Collection.make({
  name: "scan",
  schema: SerialScan,
  id: ({ scanId }) => scanId,
})

/** One record for each scan, by its number of the device. */
export const ScansOfDevices: Collection.Collection<SerialScan> = Collection.make({
  name: "scanOfDevice",
  schema: SerialScan,
  id: (scan) => ofDeviceId(scan),
})

/** The id of a scan by its number of the device. */
export const ofDeviceId = ({ device, sequence }: Pick<SerialScan, "device" | "sequence">): string =>
  Key.join([device, sequence])

/** One record for each unit that was scanned; `waiting` finds those with scans that wait. */
export const Trails: Collection.Collection<ScanTrail, "waiting"> = Collection.make({
  name: "scanTrail",
  schema: ScanTrail,
  id: (trail) => trailId(trail),
  indexes: { waiting: { entries: ({ waiting: [first] }) => (first ? [[first.at]] : []) } },
})

/** The id of the trail of a unit. */
export const trailId = ({ sku, serial }: SerialRef): string => Key.join([sku, serial])

/** One record for each code. */
export const Codes: Collection.Collection<Code> = Collection.make({
  name: "scanCode",
  schema: Code,
  id: (code) => codeId(code),
})

/** The id of the record of a code. */
export const codeId = ({ kind, code }: CodeName): string => Key.join([kind, code])

/** The journal of scans: one entry for each thing that became of one. */
export const ScanFacts: JournalStream.JournalStream<ScanEvent> = JournalStream.make({
  name: "scan",
  schema: ScanEvent,
})

/** The journal of codes. */
export const CodeFacts: JournalStream.JournalStream<CodeEvent> = JournalStream.make({
  name: "scanCode",
  schema: CodeEvent,
})
