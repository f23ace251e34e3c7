/** The public entries, read from `exports` in package.json: the one place that lists them. */
import { readFileSync } from "node:fs"

/** One subpath of the package: what callers import, its source, and its build. */
export interface Entry {
  readonly name: string
  readonly source: string
  readonly built: string
}

const manifest: {
  readonly name: string
  readonly exports: Record<string, string | Record<string, string>>
} = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))

export const entries: ReadonlyArray<Entry> = Object.entries(manifest.exports).flatMap(
  ([subpath, conditions]) => {
    if (typeof conditions === "string") return []
    const { "@entrepot/source": source, default: built } = conditions
    if (source === undefined || built === undefined)
      throw new Error(`exports["${subpath}"] wants "@entrepot/source" and "default"`)
    return [{ name: manifest.name + subpath.slice(1), source, built }]
  },
)
