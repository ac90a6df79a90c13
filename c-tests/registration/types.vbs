' SPDX-License-Identifier: MIT OR Apache-2.0
' What VBScript calls the objects: by their type information.
Option Explicit

Dim manager
Set manager = CreateObject("Microsoft.Update.ServiceManager")
WScript.Echo TypeName(manager)
WScript.Echo TypeName(manager.Services)
WScript.Echo TypeName(manager.Services.Item(0))
WScript.Echo TypeName(CreateObject("Microsoft.Update.Session"))
WScript.Echo TypeName(CreateObject("Microsoft.Update.StringColl"))
