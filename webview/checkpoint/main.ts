import { mount } from 'svelte';
import { connect } from '../host/host.js';
import CheckpointPage from './CheckpointPage.svelte';
import '../ui/page.css';

mount(CheckpointPage, { target: document.body, props: { host: connect() } });
