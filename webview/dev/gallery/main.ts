import { mount } from 'svelte';
import Gallery from './Gallery.svelte';
import '../../ui/page.css';

mount(Gallery, { target: document.body });
