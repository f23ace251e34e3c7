/** Public sets with known truth: no label is looked at before the links stand. */
import { assert, describe, it } from "@effect/vitest"

import * as SharedData from "../../support/sharedData.ts"
import { type Mapping, read } from "./support/files.ts"
import { link } from "./support/linking.ts"

const folder = "../shared/data/identity/"

const figuresOf = (files: ReadonlyArray<string>, mapping: Mapping, threshold: number) =>
  link(
    read(
      files.map((file) => folder + file),
      mapping,
    ),
    threshold,
  ).figures

const febrl: Mapping = {
  fields: {
    "given name": "given_name",
    surname: "surname",
    "birth date": "date_of_birth",
    "national id": "soc_sec_id",
    "house number": "street_number",
    postcode: "postcode",
  },
  truth: { column: "rec_id", pattern: "rec-(\\d+)-" },
}

describe.skipIf(SharedData.isMissing(folder))("linkage of public sets", () => {
  it("links febrl4 across its files", () => {
    const { best, atHalf } = figuresOf(["dataset4a.csv", "dataset4b.csv"], febrl, 0.99)
    assert.isAtLeast(best, 0.9997)
    assert.isAtLeast(atHalf, 0.9991)
  }, 60_000)

  it("links febrl3 within its file", () => {
    const { best, clustered } = figuresOf(["dataset3.csv"], febrl, 0.95)
    assert.isAtLeast(best, 0.996)
    assert.isAtLeast(clustered, 0.999)
  }, 60_000)

  it("links fake_1000, where people have up to ten records", () => {
    const fields = {
      "given name": "first_name",
      surname: "surname",
      "birth date": "dob",
      city: "city",
      email: "email",
    }
    const mapping = { fields, truth: { column: "cluster" } }
    const { best, clustered } = figuresOf(["fake_1000_from_splink_demos.csv"], mapping, 0.95)
    assert.isAtLeast(best, 0.945)
    assert.isAtLeast(clustered, 0.955)
  }, 60_000)
})
