/** Parcels as sentences: given these commands, when this is asked, then it tells or refuses. */
import { assert } from "@effect/vitest"
import { Result } from "effect"
import {
  type Consignment,
  Outbound,
  type Parcel,
  type ParcelCommand,
  ParcelDecision,
  type ParcelEvent,
  type ParcelRefusal,
} from "entrepot/fulfilment"

export type Command = ParcelCommand.ParcelCommand
export type Event = ParcelEvent.ParcelEvent

export const consignmentId = "c1"
const header = { commandId: "c", consignmentId }
const ofParcel = (parcelId: string) => ({ ...header, parcelId })

export const line = (
  lineId: string,
  sku: string,
  quantity: number,
  more: Partial<Consignment.ConsignmentLine> = {},
): Consignment.ConsignmentLine => ({
  orderName: "7",
  lineId,
  sku,
  quantity,
  serialised: false,
  unitWeightGrams: 350,
  ...more,
})
export const mugs = line("1", "MUG", 3)
export const phones = line("2", "PHONE", 2, { serialised: true, unitWeightGrams: 180 })

export const consignment = (
  more: Partial<Consignment.Consignment> = {},
): Consignment.Consignment => ({
  consignmentId,
  place: "main",
  lines: [mugs, phones],
  destination: "a",
  courier: "post",
  service: "parcel",
  cutoffAt: 7_200_000,
  shipBy: 86_400_000,
  priority: 0,
  readyAt: 0,
  ...more,
})

export const label = (trackingNumber = "T1"): Parcel.Label => ({
  courier: "post",
  service: "parcel",
  trackingNumber,
})

export const begin = (of = consignment()): Command => ({
  _tag: "Begin",
  commandId: "c",
  consignment: of,
})
export const open = (parcelId = "p1"): Command => ({
  _tag: "Open",
  ...ofParcel(parcelId),
  packagingGrams: 120,
})
export const pack = (
  scanId: string,
  sku: string,
  more: Partial<ParcelCommand.ScannedUnits> = {},
  parcelId = "p1",
): Command => ({
  _tag: "Pack",
  ...ofParcel(parcelId),
  scanId,
  scanned: { sku, count: 1, ...more },
})
export const close = (parcelId = "p1", rest?: Parcel.Rest): Command => ({
  _tag: "Close",
  ...ofParcel(parcelId),
  ...(rest === undefined ? {} : { rest }),
})
export const weigh = (weightGrams: number, parcelId = "p1"): Command => ({
  _tag: "Weigh",
  ...ofParcel(parcelId),
  weightGrams,
})
export const override = (parcelId = "p1"): Command => ({
  _tag: "OverrideWeight",
  ...ofParcel(parcelId),
  actor: "ana",
  reason: "two leaflets added",
})
export const addLabel = (trackingNumber = "T1", parcelId = "p1"): Command => ({
  _tag: "AddLabel",
  ...ofParcel(parcelId),
  label: label(trackingNumber),
})
export const dispatch = (parcelId = "p1", manifestId = "m1"): Command => ({
  _tag: "Dispatch",
  ...ofParcel(parcelId),
  manifestId,
})
export const track = (
  status: Exclude<Extract<Command, { _tag: "Track" }>["status"], undefined>,
  at: number,
  parcelId = "p1",
): Command => ({ _tag: "Track", ...ofParcel(parcelId), status, at })
export const stop = (parcelId = "p1"): Command => ({ _tag: "Stop", ...ofParcel(parcelId) })
export const intercept = (parcelId = "p1"): Command => ({
  _tag: "Intercept",
  ...ofParcel(parcelId),
})
export const cancel: Command = { _tag: "Cancel", ...header }

/** All units of the consignment in one parcel. */
export const packedAll: ReadonlyArray<Command> = [
  begin(),
  open(),
  pack("s1", "MUG", { count: 3 }),
  pack("s2", "PHONE", { serial: "A1" }),
  pack("s3", "PHONE", { serial: "A2" }),
  close(),
]
/** 3 mugs, 2 phones and the box. */
export const fullGrams = 3 * 350 + 2 * 180 + 120

export const tolerance = { grams: 25, basisPoints: 200 }
export const viewOf = (
  outbound: Outbound.Outbound | undefined,
  packedElsewhere: ReadonlyMap<string, string> = new Map(),
): ParcelDecision.ParcelView => ({ outbound, tolerance, packedElsewhere })

/** The consignment after commands, none of which may be refused. */
export const after = (commands: ReadonlyArray<Command>): Outbound.Outbound | undefined =>
  commands.reduce<Outbound.Outbound | undefined>(
    (outbound, command) =>
      Result.getOrThrow(ParcelDecision.decide(viewOf(outbound), command)).reduce(
        Outbound.evolve,
        outbound,
      ),
    undefined,
  )

export const given = (...commands: ReadonlyArray<Command>) => ({
  when: (command: Command, packedElsewhere: ReadonlyMap<string, string> = new Map()) => {
    const decision = ParcelDecision.decide(viewOf(after(commands), packedElsewhere), command)
    return {
      tells: (...expected: ReadonlyArray<Event>): void =>
        assert.deepStrictEqual(Result.getOrUndefined(decision), expected),
      refuses: (expected: ParcelRefusal, message: string): void => {
        const { ...fields } = Result.isFailure(decision) ? decision.failure : {}
        const { ...wanted } = expected
        assert.deepStrictEqual<object>(fields, wanted)
        assert.strictEqual(expected.message, message)
      },
    }
  },
})
