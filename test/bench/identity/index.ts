/**
 * How well records of one person are found, without labels, and in which CPU time.
 *
 * `npm run -s bench -- identity [--quick]`, or of any CSV file (two are linked across)
 * `npm run -s bench -- identity --data FILE[,FILE] --map MAPPING.json [--threshold 0.95]`, where the
 * mapping is `{ "fields": { "<type>": "column" }, "truth": { "column": "…", "pattern": "…" }, "link":
 * "within" | "across" | "both" }`: a type is one of those that `--help` prints, several columns may
 * stand in an array, and the pattern's first group is the truth.
 *
 * Pairwise F1: `best` over all thresholds of the scored pairs, `atHalf` at a probability of one half,
 * `clustered` of the connected components at the threshold; pairs that blocking does not find count as
 * missed in all three.
 */
import { parseArgs } from "node:util"

import { help } from "../../customers/linkage/support/fields.ts"
import {
  type Data,
  type Mapping,
  MappingRefused,
  mappingOf,
  read,
} from "../../customers/linkage/support/files.ts"
import { link } from "../../customers/linkage/support/linking.ts"
import { people } from "./generated.ts"

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    map: { type: "string" },
    threshold: { type: "string", default: "0.95" },
    quick: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
})

const folder = new URL("../../../../shared/data/identity/", import.meta.url).pathname

const print = (set: string, figures: object) =>
  console.log(JSON.stringify({ bench: "identity", set, ...figures }))

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
const febrl3 = ["dataset3.csv"]
const febrl4 = ["dataset4a.csv", "dataset4b.csv"]

const sets: ReadonlyArray<{
  readonly name: string
  readonly files: ReadonlyArray<string>
  readonly mapping: Mapping
  readonly threshold: number
  readonly targets: object
}> = [
  {
    name: "febrl4",
    files: febrl4,
    mapping: { fields: common, truth },
    threshold: 0.99,
    targets: { best: 0.9997, atHalf: 0.9991 },
  },
  {
    name: "febrl3",
    files: febrl3,
    mapping: { fields: common, truth },
    threshold: 0.95,
    targets: { best: 0.996, scoredPairsPerCpuSecond: 200_000 },
  },
  {
    name: "febrl3, all fields",
    files: febrl3,
    mapping: { fields: whole, truth },
    threshold: 0.95,
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

/** Records in an order that hangs on the round alone. */
const shuffled = (data: Data, round: number): Data => {
  const weight = (at: number) => Math.imul(at + 1, 0x9e3779b1 + 2 * round) >>> 0
  const places = Array.from(data.records.keys()).toSorted((a, b) => weight(a) - weight(b))
  return { ...data, records: places.flatMap((place) => data.records[place] ?? []) }
}

/** How many records have another customer in another order of arrival. */
const permutations = (data: Data, times: number) => {
  const { ids, clusters } = link(data, 0.95)
  const first = new Map(ids.map((id, at) => [id, ids[clusters[at] ?? -1]]))
  const moved = new Set<string>()
  for (let round = 1; round <= times; round += 1) {
    const other = link(shuffled(data, round), 0.95)
    for (const [at, id] of other.ids.entries())
      if (first.get(id) !== other.ids[other.clusters[at] ?? -1]) moved.add(id)
  }
  print("febrl3", { permutations: times, recordsThatDependOnOrder: moved.size, target: 0 })
}

const shipped = () => {
  for (const { name, files, mapping, threshold, targets } of sets) {
    const data = read(
      files.map((file) => folder + file),
      mapping,
    )
    print(name, { ...link(data, threshold).figures, targets })
  }
  const febrl = sets.find(({ name }) => name === "febrl3")
  if (febrl !== undefined)
    permutations(
      read(
        febrl.files.map((file) => folder + file),
        febrl.mapping,
      ),
      options.quick ? 2 : 10,
    )
  const count = options.quick ? 10_000 : 100_000
  const targets = { trainingAndPredictionCpuSeconds: 60 }
  print(`${count} generated`, { ...link(people(count, 7), 0.95).figures, seed: 7, targets })
}

if (options.help) console.error(`types of fields, and words for them:\n${help()}`)
else if (options.data === undefined) shipped()
else {
  try {
    if (options.map === undefined)
      throw new MappingRefused({ where: "--data", reason: "options", detail: "needs --map" })
    const data = read(options.data.split(","), mappingOf(options.map))
    print(options.data, link(data, Number(options.threshold)).figures)
  } catch (refusal) {
    if (!(refusal instanceof MappingRefused)) throw refusal
    console.error(refusal.message)
    process.exitCode = 1
  }
}
