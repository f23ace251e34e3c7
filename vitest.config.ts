import { defineConfig } from "vitest/config"

const report = process.env["ENTREPOT_TEST_REPORT"]

export default defineConfig({
  ssr: { resolve: { conditions: ["@entrepot/source"] } },
  test: {
    maxWorkers: 2,
    maxConcurrency: 2,
    // Loading effect and the rooms once for each file took a third of the time. No module of ours
    // keeps anything that another test could see.
    isolate: false,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.{pg,whole}.test.ts", "**/node_modules/**"],
          // Laws try thousands of small worlds, and the machine may be shared.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        // Whole programs, whole files, the whole package, races of processes over PostgreSQL: longer than
        // `npm test` has time for.
        test: {
          name: "whole",
          include: ["test/**/*.whole.test.ts"],
          globalSetup: ["test/support/postgres.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "postgres",
          include: ["test/**/*.pg.test.ts"],
          globalSetup: ["test/support/postgres.ts"],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
})
