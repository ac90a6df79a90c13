' SPDX-License-Identifier: MIT OR Apache-2.0
' Opts in to Microsoft Update, and out again. The last line tells that nothing stopped the script, which nobody else would tell.
Option Explicit

Const MicrosoftUpdate = "7971f918-a847-4430-9279-4a52d1efe18d"
Const Unknown = "11111111-2222-3333-4444-555555555555"

Sub Say(text)
    WScript.Echo text
End Sub

Function Truth(value)
    If value Then Truth = "yes" Else Truth = "no"
End Function

' What has failed since the last question. VBScript has numbers of its own for some errors.
Function Failed()
    Select Case Err.Number
        Case 0 Failed = "no error"
        Case 5 Failed = "80070057"
        Case 13 Failed = "80020005"
        Case 438 Failed = "800A01B6"
        Case Else Failed = Hex(Err.Number)
    End Select
    Err.Clear
End Function

On Error Resume Next

Dim manager, registration, service, services, item, session
Set manager = CreateObject("Microsoft.Update.ServiceManager")
Say "created: " & Failed()
Say "client: '" & manager.ClientApplicationID & "'"
manager.ClientApplicationID = "My program"
Say "client: '" & manager.ClientApplicationID & "'"

Set registration = manager.AddService2(MicrosoftUpdate, 7, "")
Say "opted in: " & Failed()
Say "state " & registration.RegistrationState & ", pending " & Truth(registration.IsPendingRegistrationWithAU) & ", id " & registration.ServiceID
Set service = registration.Service
Say "service: " & service.Name & ", used " & Truth(service.IsRegisteredWithAU) & ", default " & Truth(service.IsDefaultAUService)
Say "default properties: " & registration & ", " & service

Set services = manager.Services
Say "services: " & services.Count
For Each item In services
    Say "  " & item.Name & ", " & item.ServiceID & ", URLs " & item.RedirectUrls.Count
Next
Say "second: " & services.Item(1).Name & ", " & services(1).Name

Set item = Nothing
Set item = services.Item(99)
Say "item 99: " & Failed()
Set registration = manager.AddService2(Unknown, 2, "")
Say "unknown: " & Failed()
Set registration = manager.AddService2(MicrosoftUpdate, 8, "")
Say "flags: " & Failed()
Set registration = manager.AddService2(MicrosoftUpdate, "seven", "")
Say "not a number: " & Failed()
manager.Nothing
Say "no method: " & Failed()
manager.RemoveService "9482f4b4-e343-43b6-b170-9a65bc822c77"
Say "built in: " & Failed()

manager.RemoveService MicrosoftUpdate
Say "removed: " & Failed()
Say "state " & manager.QueryServiceRegistration(MicrosoftUpdate).RegistrationState
manager.RemoveService MicrosoftUpdate
Say "again: " & Failed()

Set session = CreateObject("Microsoft.Update.Session")
session.ClientApplicationID = "My session"
Say "session: '" & session.CreateUpdateServiceManager().ClientApplicationID & "'"
Say "done: " & Failed()
