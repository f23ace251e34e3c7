/**
 * Why waves are refused.
 *
 * @module
 */
import { Schema } from "effect"

const quoted = (ids: ReadonlyArray<string>): string =>
  ids.map((id) => JSON.stringify(id)).join(", ")

/** Consignments are named twice, so that nobody can say which of the two is meant. */
export class ConsignmentRepeated extends Schema.TaggedError<ConsignmentRepeated>()(
  "ConsignmentRepeated",
  { consignmentIds: Schema.Array(Schema.String) },
) {
  override get message(): string {
    return `named twice: consignment ${quoted(this.consignmentIds)}`
  }
}

/** There is no wave of this id. */
export class UnknownWave extends Schema.TaggedError<UnknownWave>()("UnknownWave", {
  waveId: Schema.String,
}) {
  override get message(): string {
    return `there is no wave ${JSON.stringify(this.waveId)}`
  }
}

/** There is a wave of this id already, of other consignments. */
export class WaveExists extends Schema.TaggedError<WaveExists>()("WaveExists", {
  waveId: Schema.String,
}) {
  override get message(): string {
    return `wave ${JSON.stringify(this.waveId)} exists already`
  }
}

/** Consignments are in other waves; each is named with its wave, and none was released. */
export class ConsignmentsInWave extends Schema.TaggedError<ConsignmentsInWave>()(
  "ConsignmentsInWave",
  {
    waveId: Schema.String,
    consignments: Schema.Array(
      Schema.Struct({ consignmentId: Schema.String, waveId: Schema.String }),
    ),
  },
) {
  override get message(): string {
    const taken = this.consignments.map(
      ({ consignmentId, waveId }) =>
        `consignment ${JSON.stringify(consignmentId)} is in wave ${JSON.stringify(waveId)}`,
    )
    return `cannot release wave ${JSON.stringify(this.waveId)}: ${taken.join("; ")}`
  }
}

/** The consignment is not in this wave. */
export class NotInWave extends Schema.TaggedError<NotInWave>()("NotInWave", {
  waveId: Schema.String,
  consignmentId: Schema.String,
}) {
  override get message(): string {
    const { waveId, consignmentId } = this
    return `consignment ${JSON.stringify(consignmentId)} is not in wave ${JSON.stringify(waveId)}`
  }
}

/** The wave was finished: it takes and gives nothing any more. */
export class WaveOver extends Schema.TaggedError<WaveOver>()("WaveOver", {
  waveId: Schema.String,
}) {
  override get message(): string {
    return `wave ${JSON.stringify(this.waveId)} is finished`
  }
}

/** Everything that a wave refuses. */
export type WaveRefusal =
  | ConsignmentRepeated
  | UnknownWave
  | WaveExists
  | ConsignmentsInWave
  | NotInWave
  | WaveOver
