import { mount } from 'svelte';
import { connect } from '../host/host.js';
import SpectrumPage from './SpectrumPage.svelte';

mount(SpectrumPage, { target: document.body, props: { host: connect() } });
