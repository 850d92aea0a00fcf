import type { Handlers } from '../protocol/rpc.js';
import type { WorkerApi } from '../protocol/workerApi.js';

/** What an engine process answers. Each method is imported on its first call: starting the process costs nothing. */
export const handlers: Handlers<WorkerApi> = {
  doctor: async (params, context) => (await import('./methods/doctor.js')).doctor(params, context),
  plan: async (params, context) => (await import('./methods/plan.js')).plan(params, context),
  timeSteps: async (params, context) => (await import('./methods/timeSteps.js')).timeSteps(params, context),
  pretrain: async (params, context) => (await import('./methods/pretrain.js')).pretrain(params, context),
  install: async (params, context) => (await import('./methods/install.js')).install(params, context),
  pixels: async (params, context) => (await import('./methods/pixels.js')).pixels(params, context),
  meanSpectrum: async (params, context) => (await import('./methods/meanSpectrum.js')).meanSpectrum(params, context),
  lookModel: async params => (await import('./methods/lookModel.js')).lookModel(params),
  reconstruction: async (params, context) =>
    (await import('./methods/reconstruction.js')).reconstruction(params, context),
  attention: async (params, context) => (await import('./methods/attention.js')).attention(params, context),
  features: async (params, context) => (await import('./methods/features.js')).features(params, context),
  segmentation: async (params, context) => (await import('./methods/segmentation.js')).segmentation(params, context),
  seen: async (params, context) => (await import('./methods/seen.js')).seen(params, context),
  measuredImages: async params => (await import('./methods/measuredImages.js')).measuredImages(params),
  decision: async (params, context) => (await import('./methods/decision.js')).decision(params, context),
  mapFolder: async (params, context) => (await import('./methods/mapFolder.js')).mapFolder(params, context),
  neighbours: async (params, context) => (await import('./methods/neighbours.js')).neighbours(params, context),
  thumbnails: async (params, context) => (await import('./methods/thumbnails.js')).thumbnails(params, context),
  tensor: async (params, context) => (await import('./methods/tensor.js')).tensor(params, context),
  weights: async (params, context) => (await import('./methods/weights.js')).weights(params, context),
  difference: async (params, context) => (await import('./methods/difference.js')).difference(params, context),
  sample: async (params, context) => (await import('./methods/sample.js')).sample(params, context),
  bands: async (params, context) => (await import('./methods/bands.js')).bands(params, context),
  convert: async (params, context) => (await import('./methods/convert.js')).convert(params, context),
  measure: async (params, context) => (await import('./methods/measure.js')).measure(params, context),
  report: async params => (await import('./methods/report.js')).report(params),
};
