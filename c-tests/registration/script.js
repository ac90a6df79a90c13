// SPDX-License-Identifier: MIT OR Apache-2.0
// Opts in to Microsoft Update, and out again. The last line tells that nothing stopped the script, which nobody else would tell.

var MicrosoftUpdate = "7971f918-a847-4430-9279-4a52d1efe18d";
var Unknown = "11111111-2222-3333-4444-555555555555";

function say(text) {
    WScript.Echo(text);
}

function truth(value) {
    return value ? "yes" : "no";
}

/* What a call fails with. */
function failed(call) {
    try {
        call();
        return "no error";
    } catch (error) {
        var number = error.number < 0 ? error.number + 4294967296 : error.number;
        return number.toString(16).toUpperCase();
    }
}

var manager, registration, service, services, items, session;
say("created: " + failed(function () { manager = new ActiveXObject("Microsoft.Update.ServiceManager"); }));
say("client: '" + manager.ClientApplicationID + "'");
manager.ClientApplicationID = "My program";
say("client: '" + manager.ClientApplicationID + "'");

say("opted in: " + failed(function () { registration = manager.AddService2(MicrosoftUpdate, 7, ""); }));
say("state " + registration.RegistrationState + ", pending " + truth(registration.IsPendingRegistrationWithAU) + ", id " + registration.ServiceID);
service = registration.Service;
say("service: " + service.Name + ", used " + truth(service.IsRegisteredWithAU) + ", default " + truth(service.IsDefaultAUService));
say("default properties: " + registration + ", " + service);

services = manager.Services;
say("services: " + services.Count);
for (items = new Enumerator(services); !items.atEnd(); items.moveNext()) {
    say("  " + items.item().Name + ", " + items.item().ServiceID + ", URLs " + items.item().RedirectUrls.Count);
}
say("second: " + services.Item(1).Name + ", " + services(1).Name);

say("item 99: " + failed(function () { return services.Item(99); }));
say("unknown: " + failed(function () { manager.AddService2(Unknown, 2, ""); }));
say("flags: " + failed(function () { manager.AddService2(MicrosoftUpdate, 8, ""); }));
say("not a number: " + failed(function () { manager.AddService2(MicrosoftUpdate, "seven", ""); }));
say("no method: " + failed(function () { manager.Nothing(); }));
say("built in: " + failed(function () { manager.RemoveService("9482f4b4-e343-43b6-b170-9a65bc822c77"); }));

say("removed: " + failed(function () { manager.RemoveService(MicrosoftUpdate); }));
say("state " + manager.QueryServiceRegistration(MicrosoftUpdate).RegistrationState);
say("again: " + failed(function () { manager.RemoveService(MicrosoftUpdate); }));

session = new ActiveXObject("Microsoft.Update.Session");
session.ClientApplicationID = "My session";
say("session: '" + session.CreateUpdateServiceManager().ClientApplicationID + "'");
say("done: no error");
