import { mount } from 'svelte';
import PlotsGallery from './PlotsGallery.svelte';
import '../../ui/page.css';

mount(PlotsGallery, { target: document.body });
