<?php
// Written by microcloud: the texts of its pages in Catalan. Cloudy reads this file when that language is chosen.
addS('Applications', 'Aplicacions');
addS('What this microCloud shows in Cloudy', 'El que aquest microCloud mostra a Cloudy');
addS('There are none: Services of type NodePort appear here.', "No n'hi ha cap: aquí apareixen els Services de tipus NodePort.");
addS('Application', 'Aplicació');
addS('Service', 'Service');
addS('State', 'Estat');
addS('runs: %d of %d', 'en marxa: %d de %d');
addS('starts: %d of %d', 'arrencant: %d de %d');
addS('stopped', 'aturada');
addS('cannot be stopped here', "no es pot aturar des d'aquí");
addS('Open', 'Obre');
addS('Start', 'Inicia');
addS('Stop', 'Atura');
addS('%s is stopped, and leaves the list of Cloudy.', '%s està aturada i surt de la llista de Cloudy.');
addS('%s starts, and comes back into the list.', '%s arrenca i torna a la llista.');
addS('Nothing was changed: this form is older than your login.', "No s'ha canviat res: aquest formulari és d'abans que iniciessis la sessió.");
addS('The program of microcloud does not start.', 'El programa de microcloud no arrenca.');
addS('The cluster does not answer.', 'El clúster no respon.');
addS('The cluster has not let this node in yet: its pod cloudy-pages does not run.', 'El clúster encara no ha deixat entrar aquest node: el seu pod cloudy-pages no està en marxa.');
addS('There is no such application that can be started or stopped.', 'No hi ha cap aplicació així que es pugui iniciar o aturar.');
