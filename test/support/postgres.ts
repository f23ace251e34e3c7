/** Gives the tests of the projects `postgres` and `whole` one server each: `inject("pgUrl")`. */
import type { TestProject } from "vitest/node"

import { startPostgres } from "./postgresServer.ts"

declare module "vitest" {
  export interface ProvidedContext {
    pgUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startPostgres({ durable: false })
  project.provide("pgUrl", url)
  return stop
}
