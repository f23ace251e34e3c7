/** Public sets of records whose truth is known, and how right links of them have to be. */
import type { Mapping } from "./files.ts"

/** A set with the figures of pairwise F1 that are wanted of it. */
export interface PublicSet {
  readonly name: string
  readonly files: ReadonlyArray<string>
  readonly mapping: Mapping
  /** From which probability on records are clustered. */
  readonly threshold: number
  readonly targets: {
    readonly best?: number
    readonly atHalf?: number
    readonly clustered?: number
    readonly scoredPairsPerCpuSecond?: number
  }
}

const common = {
  "given name": "given_name",
  surname: "surname",
  "birth date": "date_of_birth",
  "national id": "soc_sec_id",
  "house number": "street_number",
  postcode: "postcode",
}
const whole = {
  ...common,
  street: "address_1",
  suburb: "suburb",
  state: "state",
  address: "address_2",
}
const truth = { column: "rec_id", pattern: "rec-(\\d+)-" }

/** Where the sets stand beside this project. */
export const folder = "../shared/data/identity/"

/** febrl3 with the fields that record-linkage tools are compared by. */
export const febrl3: PublicSet = {
  name: "febrl3",
  files: ["dataset3.csv"],
  mapping: { fields: common, truth },
  threshold: 0.95,
  targets: { best: 0.996, scoredPairsPerCpuSecond: 200_000 },
}

/** All sets. */
export const all: ReadonlyArray<PublicSet> = [
  {
    name: "febrl4",
    files: ["dataset4a.csv", "dataset4b.csv"],
    mapping: { fields: common, truth },
    threshold: 0.99,
    targets: { best: 0.9997, atHalf: 0.9991 },
  },
  febrl3,
  {
    ...febrl3,
    name: "febrl3, all fields",
    mapping: { fields: whole, truth },
    targets: { best: 0.999, clustered: 0.999 },
  },
  {
    name: "fake_1000",
    files: ["fake_1000_from_splink_demos.csv"],
    mapping: {
      fields: {
        "given name": "first_name",
        surname: "surname",
        "birth date": "dob",
        city: "city",
        email: "email",
      },
      truth: { column: "cluster" },
    },
    threshold: 0.95,
    targets: { best: 0.945, clustered: 0.955 },
  },
]
