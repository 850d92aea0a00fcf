import type { EncoderType } from '../../config/encoders/registry.js';
import { convnext } from './convnext.js';
import type { ForeignFamily } from './family.js';
import { resnet } from './resnet.js';
import { swin } from './swin.js';
import { vit } from './vit.js';

/** What is known of the families in others' files; in the order in which a file is asked: a Swin has blocks as a ViT does. */
export const foreignFamilies: Record<EncoderType, ForeignFamily> = { convnext, swin, vit, resnet };
